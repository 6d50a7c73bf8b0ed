//! One statement for many parameter sets: several are on their way before the first answer has come.

use std::future::{Future, poll_fn};
use std::task::Poll;

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement};

use super::binds::{self, Bound};
use super::connection::{PostgresConnection, check_count, prepare};
use super::cursor::{Arriving, Running};
use super::{errors, words};
use crate::driver::{ParameterSets, SqlText};
use crate::error::Result;
use crate::sql::value::Value;

/// How many sets are sent before the first answer is read.
const TOGETHER: usize = 256;

/// The values of one run.
type Set = Vec<Value>;

impl PostgresConnection {
    /// Runs a statement in a transaction for sets that do not depend on each other. What follows an error has no effect: the
    /// transaction has failed by then.
    ///
    /// # Errors
    ///
    /// The first one, of the server or of whoever receives.
    pub(super) fn run_together(&mut self, sql: SqlText<'_>, sets: &mut dyn ParameterSets) -> Result<()> {
        let mut waiting = next_set(sets)?;
        let mut prepared: Option<(Statement, Vec<Type>)> = None;
        while let Some(first) = waiting.take() {
            let was_prepared = prepared.as_ref().is_some_and(|(_, declared)| fits(declared, &first));
            let (statement, declared) = match prepared.take().filter(|_| was_prepared) {
                Some(prepared) => prepared,
                None => self.prepared(sql, &first)?,
            };
            let mut together = vec![first];
            waiting = next_set(sets)?;
            while let Some(set) = waiting.take_if(|set| together.len() < TOGETHER && fits(&declared, set)) {
                together.push(set);
                waiting = next_set(sets)?;
            }
            self.send_and_receive(sql, &statement, &together, sets)?;
            prepared = Some((statement, declared));
        }
        Ok(())
    }

    /// The statement, prepared for values like these, and the types that are declared for them.
    fn prepared(&mut self, sql: SqlText<'_>, values: &[Value]) -> Result<(Statement, Vec<Type>)> {
        let values: Vec<&Value> = values.iter().collect();
        if let Some(statement) = self.statements.get(sql.text, &values) {
            return Ok((statement, values.iter().map(|value| binds::declared(value)).collect()));
        }
        let prepared = self.link.runtime().block_on(prepare(self.link.client(), sql.text, &values));
        let (statement, declared) = prepared.map_err(|error| self.link.failed(error))?;
        check_count(&statement, &values)?;
        if !sql.varies {
            self.statements.keep(sql.text, &statement, declared.clone());
        }
        Ok((statement, declared))
    }

    /// Sends all sets, and hands their answers over one by one.
    fn send_and_receive(
        &mut self,
        sql: SqlText<'_>,
        statement: &Statement,
        together: &[Set],
        sets: &mut dyn ParameterSets,
    ) -> Result<()> {
        let sort = words::sort(sql.text);
        let client = self.link.client();
        let started = self.link.runtime().block_on(send(client, statement, together));
        for started in started {
            let arriving = match started {
                Ok(arriving) => arriving,
                Err(error) => {
                    self.statements.forget(sql.text);
                    return Err(self.link.failed(errors::convert(error)));
                }
            };
            let mut running = Running::new(&mut self.link, arriving, statement.clone(), sort, true);
            let received = sets.receive(&mut running);
            let finished = running.finish();
            received.and(finished)?;
        }
        Ok(())
    }
}

/// The next set, copied: it has to stay until it is sent.
fn next_set(sets: &mut dyn ParameterSets) -> Result<Option<Set>> {
    let mut set = Vec::new();
    let there_is_one = sets.next_set(&mut |binds| {
        set.extend(binds.iter().map(|value| (*value).clone()));
        Ok(())
    })?;
    Ok(there_is_one.then_some(set))
}

fn fits(declared: &[Type], set: &[Value]) -> bool {
    declared.len() == set.len() && declared.iter().zip(set).all(|(declared, value)| binds::fits(declared, value))
}

/// Sends all sets in their order, and waits until each has begun to be answered.
async fn send(
    client: &Client,
    statement: &Statement,
    sets: &[Set],
) -> Vec<std::result::Result<Arriving, tokio_postgres::Error>> {
    let mut starting: Vec<_> = sets.iter().map(|set| Box::pin(start(client, statement, set))).collect();
    // A statement is sent when its future is asked for the first time.
    let started: Vec<Option<_>> = poll_fn(|context| {
        let mut started = Vec::with_capacity(starting.len());
        for starting in &mut starting {
            started.push(match starting.as_mut().poll(context) {
                Poll::Ready(answer) => Some(answer),
                Poll::Pending => None,
            });
        }
        Poll::Ready(started)
    })
    .await;
    let mut answers = Vec::with_capacity(sets.len());
    for (starting, started) in starting.into_iter().zip(started) {
        answers.push(match started {
            Some(answer) => answer,
            None => starting.await,
        });
    }
    answers
}

/// Sends one set, and waits for what comes first.
async fn start(
    client: &Client,
    statement: &Statement,
    set: &[Value],
) -> std::result::Result<Arriving, tokio_postgres::Error> {
    let bound: Vec<Bound<'_>> = set.iter().map(Bound).collect();
    let mut arriving = Arriving::new(client.query_raw(statement, bound.iter()).await?);
    arriving.fill().await;
    Ok(arriving)
}
