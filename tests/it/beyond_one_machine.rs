//! Databases that outgrow one machine, or that many share: replicas, partitions, shards, tenants, isolation.

pub(crate) mod isolation;
mod partitions;
mod replicas;
mod shards;
mod tenants;
