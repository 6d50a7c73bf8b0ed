//! Databases that outgrow one machine, or that many share: replicas, partitions, shards, tenants, isolation.

mod isolation;
mod partitions;
mod replicas;
mod shards;
mod tenants;
