//! The fonts captions are set in: Bobine's own, unpacked and found without being installed, then the system's.
//!
//! Fontconfig gets a configuration of ours that adds our files to the system's. Nothing global changes: the window's
//! toolkit, running in the same process, sees the fonts it always saw.

use std::ffi::CString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::ptr::NonNull;
use std::sync::Arc;

use fontconfig_sys::FcConfig;
use pango::glib::translate::ToGlibPtr as _;
use parking_lot::{ReentrantMutex, ReentrantMutexGuard};

/// Every bundled font file: its name and what is in it. Licences stand beside them in assets/fonts.
const BUNDLED: &[(&str, &[u8])] = &[
    ("Anton-Regular.ttf", include_bytes!("../../../../../assets/fonts/Anton-Regular.ttf")),
    ("ArchivoBlack-Regular.ttf", include_bytes!("../../../../../assets/fonts/ArchivoBlack-Regular.ttf")),
    ("BebasNeue-Regular.ttf", include_bytes!("../../../../../assets/fonts/BebasNeue-Regular.ttf")),
    ("Inter-ExtraBold.ttf", include_bytes!("../../../../../assets/fonts/Inter-ExtraBold.ttf")),
    ("Inter-SemiBold.ttf", include_bytes!("../../../../../assets/fonts/Inter-SemiBold.ttf")),
    ("LilitaOne-Regular.ttf", include_bytes!("../../../../../assets/fonts/LilitaOne-Regular.ttf")),
    ("Montserrat-Black.ttf", include_bytes!("../../../../../assets/fonts/Montserrat-Black.ttf")),
    ("Montserrat-ExtraBold.ttf", include_bytes!("../../../../../assets/fonts/Montserrat-ExtraBold.ttf")),
    ("Poppins-ExtraBold.ttf", include_bytes!("../../../../../assets/fonts/Poppins-ExtraBold.ttf")),
    ("Poppins-SemiBold.ttf", include_bytes!("../../../../../assets/fonts/Poppins-SemiBold.ttf")),
];

/// Why the caption fonts are not at hand.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// A font file could not be written.
    #[error("the caption font {} could not be written; check the folder and the free space of its disk", path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Fontconfig refuses its own configuration or one of the files.
    #[error("fontconfig could not read {what}; check that fontconfig is installed and set up")]
    Unreadable {
        /// The configuration or font file.
        what: String,
    },
    /// Pango was built without FreeType and Fontconfig.
    #[error("this build of Pango cannot draw with Fontconfig fonts; install a Pango with FreeType support")]
    NoFreeType,
}

/// The fonts at hand. Cheap to clone; one is enough for a program.
#[derive(Debug, Clone)]
pub struct Fonts {
    config: Arc<Config>,
}

/// One font file, one FreeType face, whatever thread sets type with it: cairo 1.16 shares faces between threads and
/// crashes when two use one at once. So whatever holds fonts is made, used and given back under this lock.
static TYPE: ReentrantMutex<()> = ReentrantMutex::new(());

/// Waits until no other thread sets type.
pub(crate) fn alone() -> ReentrantMutexGuard<'static, ()> {
    TYPE.lock()
}

impl Fonts {
    /// Unpack the bundled fonts into a folder of ours and join them to the system's.
    ///
    /// The folder is made where it is missing. Files that are there and whole are left alone, so that calling this
    /// at each start, from several processes at once, costs little and disturbs nobody.
    pub fn unpack(folder: &Path) -> Result<Self, FontError> {
        Self::join(folder, Config::of_system()?)
    }

    /// As [`Fonts::unpack`], with the fonts of a given fontconfig file in place of the system's.
    pub fn unpack_with_config(folder: &Path, fontconfig_file: &Path) -> Result<Self, FontError> {
        Self::join(folder, Config::of_file(fontconfig_file)?)
    }

    fn join(folder: &Path, config: Config) -> Result<Self, FontError> {
        for (name, bytes) in BUNDLED {
            let path = folder.join(name);
            write_where_different(&path, bytes)
                .map_err(|source| FontError::Unwritable { path: path.clone(), source })?;
            config.add_file(&path)?;
        }
        Ok(Self { config: Arc::new(config) })
    }

    /// A font map of its own over these fonts. Font maps are not shared between threads.
    pub(super) fn map(&self) -> Result<pango::FontMap, FontError> {
        let map = pangocairo::FontMap::for_font_type(cairo::FontType::FontTypeFt).ok_or(FontError::NoFreeType)?;
        self.config.use_in(&map);
        Ok(map)
    }
}

/// Write `bytes` unless the file holds them already. Written beside and renamed: a reader never sees half a font.
fn write_where_different(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| found.len() == bytes.len() as u64) && fs::read(path)? == bytes {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// A fontconfig configuration of ours. Complete once made: it is only read after [`Fonts`] is handed out.
#[derive(Debug)]
struct Config(NonNull<FcConfig>);

#[expect(unsafe_code, reason = "fontconfig reads a finished configuration from any thread; its counts are atomic")]
unsafe impl Send for Config {}
#[expect(unsafe_code, reason = "fontconfig reads a finished configuration from any thread; its counts are atomic")]
unsafe impl Sync for Config {}

impl Config {
    #[expect(unsafe_code, reason = "fontconfig is a C library; the returned configuration is owned by us")]
    fn of_system() -> Result<Self, FontError> {
        // SAFETY: takes nothing, gives a new configuration or null.
        let config = unsafe { fontconfig_sys::FcInitLoadConfigAndFonts() };
        NonNull::new(config).map(Self).ok_or_else(|| FontError::Unreadable { what: "its configuration".to_owned() })
    }

    #[expect(unsafe_code, reason = "fontconfig is a C library; the returned configuration is owned by us")]
    fn of_file(file: &Path) -> Result<Self, FontError> {
        let unreadable = || FontError::Unreadable { what: file.display().to_string() };
        let name = c_path(file)?;
        // SAFETY: takes nothing, gives a new configuration or null.
        let config = NonNull::new(unsafe { fontconfig_sys::FcConfigCreate() }).map(Self).ok_or_else(unreadable)?;
        // SAFETY: the configuration is alive and ours alone; the name ends in zero and outlives the call.
        let is_read = unsafe { fontconfig_sys::FcConfigParseAndLoad(config.0.as_ptr(), name.as_ptr().cast(), 1) };
        // SAFETY: as above.
        let is_built = is_read != 0 && unsafe { fontconfig_sys::FcConfigBuildFonts(config.0.as_ptr()) } != 0;
        if is_built { Ok(config) } else { Err(unreadable()) }
    }

    #[expect(unsafe_code, reason = "fontconfig is a C library")]
    fn add_file(&self, file: &Path) -> Result<(), FontError> {
        let name = c_path(file)?;
        // SAFETY: the configuration is alive and not yet shared; the name ends in zero and outlives the call.
        let is_added = unsafe { fontconfig_sys::FcConfigAppFontAddFile(self.0.as_ptr(), name.as_ptr().cast()) };
        if is_added != 0 { Ok(()) } else { Err(FontError::Unreadable { what: file.display().to_string() }) }
    }

    #[expect(unsafe_code, reason = "the one call of pangoft2 that the pango crate does not wrap")]
    fn use_in(&self, map: &pango::FontMap) {
        let map: *mut pango::ffi::PangoFontMap = map.to_glib_none().0;
        // SAFETY: maps made for the FreeType font type are PangoFcFontMaps; the map takes its own reference.
        unsafe { pango_fc_font_map_set_config(map, self.0.as_ptr()) };
    }
}

impl Drop for Config {
    #[expect(unsafe_code, reason = "gives back our reference")]
    fn drop(&mut self) {
        // SAFETY: made by fontconfig and owned by us; font maps hold references of their own.
        unsafe { fontconfig_sys::FcConfigDestroy(self.0.as_ptr()) };
    }
}

fn c_path(path: &Path) -> Result<CString, FontError> {
    CString::new(path.as_os_str().as_encoded_bytes())
        .map_err(|_| FontError::Unreadable { what: path.display().to_string() })
}

#[expect(unsafe_code, reason = "declares the one call of pangoft2 that the pango crate does not wrap")]
#[link(name = "pangoft2-1.0")]
unsafe extern "C" {
    fn pango_fc_font_map_set_config(map: *mut pango::ffi::PangoFontMap, config: *mut FcConfig);
}
