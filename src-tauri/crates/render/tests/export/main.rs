//! Real exports of small videos: every frame where the plan says, whatever the fit, the transition or the fault.

mod picture;
mod studio;
mod faults;
mod sound;
