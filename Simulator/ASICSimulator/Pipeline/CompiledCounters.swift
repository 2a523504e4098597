import SwitchPlatform

// Counter tables as the chip counts in them; a field that a chip lacks is written nowhere.

struct PortCounterRows {
  let rows: IndexLookUp
  let inBytes, inUnicast, inMulticast, inBroadcast, inDiscards, inErrors: FieldPlace
  let outBytes, outUnicast, outMulticast, outBroadcast, outDiscards: FieldPlace

  init(_ rows: IndexLookUp, _ place: (Field) -> FieldPlace) {
    self.rows = rows
    inBytes = place(.inBytes)
    inUnicast = place(.inUnicastPackets)
    inMulticast = place(.inMulticastPackets)
    inBroadcast = place(.inBroadcastPackets)
    inDiscards = place(.inDiscards)
    inErrors = place(.inErrors)
    outBytes = place(.outBytes)
    outUnicast = place(.outUnicastPackets)
    outMulticast = place(.outMulticastPackets)
    outBroadcast = place(.outBroadcastPackets)
    outDiscards = place(.outDiscards)
  }
}

struct QueueCounterRows {
  let rows: IndexLookUp
  let packets, bytes, droppedPackets, droppedBytes: FieldPlace

  init(_ rows: IndexLookUp, _ place: (Field) -> FieldPlace) {
    self.rows = rows
    packets = place(.packets)
    bytes = place(.bytes)
    droppedPackets = place(.droppedPackets)
    droppedBytes = place(.droppedBytes)
  }
}

struct InterfaceCounterRows {
  let rows: IndexLookUp
  let inPackets, inBytes, outPackets, outBytes, inErrors, inErrorBytes, outErrors, outErrorBytes: FieldPlace

  init(_ rows: IndexLookUp, _ place: (Field) -> FieldPlace) {
    self.rows = rows
    inPackets = place(.inPackets)
    inBytes = place(.inBytes)
    outPackets = place(.outPackets)
    outBytes = place(.outBytes)
    inErrors = place(.inErrors)
    inErrorBytes = place(.inErrorBytes)
    outErrors = place(.outErrors)
    outErrorBytes = place(.outErrorBytes)
  }
}

struct VLANCounterRows {
  let rows: IndexLookUp
  let inPackets, inBytes, outPackets, outBytes, inDiscards, outDiscards: FieldPlace

  init(_ rows: IndexLookUp, _ place: (Field) -> FieldPlace) {
    self.rows = rows
    inPackets = place(.inPackets)
    inBytes = place(.inBytes)
    outPackets = place(.outPackets)
    outBytes = place(.outBytes)
    inDiscards = place(.inDiscards)
    outDiscards = place(.outDiscards)
  }
}
