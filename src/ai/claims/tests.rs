mod guard;
mod numbers;
mod plain;
