// SwitchControl: all or nothing. Transactions against intent, references, undo, reconciliation; no driver, no I/O.
//
//   Transaction.swift  what a user wants changed
//   Ledger/            what is wanted: open-addressed rows with their origins and the references to them
//   Commit/            fold, check, plan, tell, take back, record
//   ManagedSwitch      the switch that does so; `SwitchService` is its shell for concurrent callers
