//! Where the platforms lay their own buttons over a video: assets/platforms.

use std::sync::LazyLock;

use bobine_model::PixelRect;
use serde::{Deserialize, Serialize};

/// A platform and the part of the frame it leaves clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlatformView {
    /// Its name in settings: `tiktok`.
    pub platform: String,
    /// How it is shown.
    pub name: String,
    /// Clear of its buttons and texts, in units of a 1080x1920 frame.
    pub safe: PixelRect,
}

#[derive(Deserialize)]
struct Catalogue {
    platform: Vec<Platform>,
}

#[derive(Deserialize)]
struct Platform {
    name: String,
    title: String,
    safe: PixelRect,
}

static PLATFORMS: LazyLock<Vec<Platform>> = LazyLock::new(|| {
    let catalogue: Catalogue = toml::from_str(include_str!("../../../../assets/platforms/platforms.toml"))
        .expect("the catalogue of platforms is tested to be readable");
    catalogue.platform
});

/// All platforms.
pub fn platforms() -> Vec<PlatformView> {
    let views = PLATFORMS.iter().map(|one| PlatformView {
        platform: one.name.clone(),
        name: one.title.clone(),
        safe: one.safe,
    });
    views.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_box_is_clear_of_every_platform() {
        let common = PixelRect::SAFE_EVERYWHERE;
        assert_eq!(platforms().len(), 3);
        for PlatformView { name, safe, .. } in platforms() {
            assert!(safe.left <= common.left && safe.top <= common.top, "{name}");
            assert!(safe.right >= common.right && safe.bottom >= common.bottom, "{name}");
        }
    }
}
