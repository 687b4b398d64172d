//! Every vendor in every situation, through the real queue, a real library and the real probe, against a server that
//! speaks as the vendor does.

mod ask;
mod bench;
mod conformance;
mod road;
mod secrets;
mod situations;
