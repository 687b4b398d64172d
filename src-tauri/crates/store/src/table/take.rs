//! Takes: clips and stills made or imported. Never changed, and kept while their project is.

use bobine_model::{MediaId, Micros, ModelId, ProjectId, ProviderId, SegmentId, TakeId};
use rusqlite::{OptionalExtension, Row, named_params};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::{Columns, Json, Text};

pub(crate) const CREATE: &str = "
create table take (
  id           text    not null primary key,
  media_id     text    not null references media (id),
  -- Where it was made. Other projects may show it too, so it may outlive the project: no reference.
  project_id   text    not null,
  segment_id   text    not null,
  -- None for an imported file.
  provider     text,
  model        text,
  prompt       text    not null,
  -- Text: seeds fill all 64 bits.
  seed         text,
  cost_micros  integer not null check (cost_micros >= 0),
  recipe       text    not null check (json_valid(recipe)),
  created_ms   integer not null,
  check ((provider is null) = (model is null))
) strict;
create index take_by_project on take (project_id);
create index take_by_segment on take (segment_id);
create index take_by_media on take (media_id);
create trigger take_is_immutable before update on take
begin select raise(abort, 'takes never change'); end;
";

/// One clip or still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Take {
    /// Its name for as long as it lives.
    pub id: TakeId,
    /// Its file.
    pub media: MediaId,
    /// The project it was made in.
    pub project: ProjectId,
    /// The segment it was made for.
    pub segment: SegmentId,
    /// Who made it and with what; none for an imported file.
    pub maker: Option<(ProviderId, ModelId)>,
    /// What it was asked to show.
    pub prompt: String,
    /// Where the generator honours one.
    pub seed: Option<u64>,
    /// What it cost.
    pub cost: Micros,
    /// All that it was made from, and what happened on the way (a fallback, say), as whoever made it wrote it down.
    pub recipe: Value,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
}

/// A take to be kept; the fields are those of [`Take`].
pub type NewTake = Take;

const COLUMNS: &str =
    "id, media_id, project_id, segment_id, provider, model, prompt, seed, cost_micros, recipe, created_ms";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Take> {
    let provider: Option<ProviderId> = row.maybe_text("provider")?;
    Ok(Take {
        id: row.text("id")?,
        media: row.text("media_id")?,
        project: row.text("project_id")?,
        segment: row.text("segment_id")?,
        maker: provider.zip(row.maybe_text("model")?),
        prompt: row.get("prompt")?,
        seed: row.maybe_text("seed")?,
        cost: Micros::new(row.get("cost_micros")?),
        recipe: row.json("recipe")?,
        created_ms: row.get("created_ms")?,
    })
}

impl Snapshot {
    /// A take.
    pub fn take(&self, id: TakeId) -> Result<Take> {
        let sql = format!("select {COLUMNS} from take where id = ?1");
        self.conn.prepare_cached(&sql)?.query_row([Text(id)], from_row).optional()?.ok_or(Error::NoTake(id))
    }

    /// All takes made in a project, oldest first.
    pub fn takes(&self, project: ProjectId) -> Result<Vec<Take>> {
        let sql = format!("select {COLUMNS} from take where project_id = ?1 order by created_ms, id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_map([Text(project)], from_row)?.collect::<Result<_, _>>()?)
    }

    /// The takes made for any of these segments (one and its ancestors, say), oldest first, wherever they were made.
    pub fn takes_for(&self, segments: &[SegmentId]) -> Result<Vec<Take>> {
        let sql = format!(
            "select {COLUMNS} from take where segment_id in (select value from json_each(?1)) order by created_ms, id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_map([Json(segments)], from_row)?.collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Keep a take. Its file is kept in the same transaction, or was before.
    pub fn insert_take(&self, new: &NewTake) -> Result<()> {
        let (provider, model) = new.maker.as_ref().map(|(provider, model)| (provider, model)).unzip();
        self.conn.execute(
            "insert into take (id, media_id, project_id, segment_id, provider, model, prompt, seed, cost_micros,
                               recipe, created_ms)
             values (:id, :media, :project, :segment, :provider, :model, :prompt, :seed, :cost, :recipe, :created)",
            named_params! {
                ":id": Text(new.id),
                ":media": Text(new.media),
                ":project": Text(new.project),
                ":segment": Text(new.segment),
                ":provider": provider.map(Text),
                ":model": model.map(Text),
                ":prompt": new.prompt,
                ":seed": new.seed.map(Text),
                ":cost": new.cost.count(),
                ":recipe": Json(&new.recipe),
                ":created": new.created_ms,
            },
        )?;
        Ok(())
    }
}
