//! Real exports of small videos: every frame where the plan says, whatever the fit, the transition or the fault.

mod encoders;
mod faults;
mod picture;
mod sound;
mod studio;
