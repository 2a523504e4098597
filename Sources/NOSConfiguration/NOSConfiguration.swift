// NOSConfiguration: what a network operating system is told, as a transaction of rows.
//
//   ConfigDB/    SONiC's CONFIG_DB (config_db.json) → `Configuration`
//   RouteList/   a list of prefixes → routes over the neighbors of a `Configuration`
