import Foundation

// Writes the C side of SAI from the facts file: the header, its assertions, the metadata, and the tables of functions.
//
//     sai-generate FACTS FOLDER      FOLDER is the one that holds CSAI and CSAIExport

guard CommandLine.arguments.count == 3 else {
  FileHandle.standardError.write(Data("usage: sai-generate FACTS FOLDER\n".utf8))
  exit(2)
}
let folder = CommandLine.arguments[2]
do {
  let facts = try Fact.read(CommandLine.arguments[1])
  guard facts["format"].text == "sai-facts/1" else {
    throw GenerateError("the facts file has format '\(facts["format"].text)'; expected sai-facts/1")
  }
  let files = [
    "CSAI/include/sai.h": try Header(facts).text,
    "CSAI/assertions.c": Assertions(facts).text,
    "CSAI/include/csai_members.h": Metadata(facts).members,
    "CSAI/metadata.c": try Metadata(facts).text,
    "CSAI/versions.c": try Versions(facts).text,
    "CSAIExport/tables.c": try Tables(facts).text,
    "CSAIExport/libsai.map": Tables(facts).versionScript
  ]
  for (path, text) in files.sorted(by: { $0.key < $1.key }) {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
    print("\(folder)/\(path)")
  }
} catch {
  FileHandle.standardError.write(Data("sai-generate: \(error)\n".utf8))
  exit(1)
}
