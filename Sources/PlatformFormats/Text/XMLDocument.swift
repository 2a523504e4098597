public import SwitchPlatform

/// An element of an XML file, with the places of all that it has.
public struct XMLElement: Hashable, Sendable {
  public struct Attribute: Hashable, Sendable {
    public var name: String
    /// Entities resolved; line ends and tabs are spaces.
    public var value: String
    /// Of the name.
    public var position: SourcePosition
    /// Of the value's first character.
    public var valuePosition: SourcePosition
  }

  /// With its prefix, as it stands: `xi:include`.
  public var name: String
  /// Of its `<`.
  public var position: SourcePosition
  public var attributes: [Attribute] = []
  public var children: [XMLElement] = []
  /// The character data directly in it, pieces joined.
  public var text = ""
  /// Of the first character that is no space; that of the element where there is none.
  public var textPosition: SourcePosition

  /// The value of an attribute.
  public subscript(_ name: String) -> String? { attribute(name)?.value }

  public func attribute(_ name: String) -> Attribute? { attributes.first { $0.name == name } }

  /// The elements directly in it that have this name.
  public func children(named name: String) -> [XMLElement] { children.filter { $0.name == name } }

  /// It and all elements in it, in file order.
  public func forEachElement(_ body: (XMLElement) -> Void) {
    body(self)
    for child in children { child.forEachElement(body) }
  }
}

/// An XML text as positioned elements: the part of XML 1.0 that data files use.
///
/// Declaration, comments, processing instructions, CDATA, the five named entities and numeric ones. A document type declaration is
/// refused, so no entity can be defined and none can grow. Names keep their prefixes; `xi:include` is an element as any other.
public enum XMLDocument {
  /// Nesting beyond which a text is refused.
  public static let maximumDepth = 256
  /// Attributes of one element beyond which a text is refused.
  public static let maximumAttributes = 1024
  /// Elements and attributes beyond which a text is refused.
  public static let maximumNodes = 1_000_000

  /// Reads an XML text in UTF-8.
  ///
  /// - Returns: The root element, or `nil` with an error that says where reading ended. Text after the root is an error too, but the
  ///   root is still returned.
  /// - Complexity: O(bytes).
  public static func parse(bytes: [UInt8], file: String) -> (root: XMLElement?, diagnostics: [Diagnostic]) {
    var reader = XMLReader(bytes: bytes)
    do throws(TextFault) {
      let root = try reader.document()
      do throws(TextFault) {
        try reader.end()
        return (root, [])
      } catch {
        return (root, [error.diagnostic(file: file)])
      }
    } catch {
      return (nil, [error.diagnostic(file: file)])
    }
  }

  public static func parse(_ text: String, file: String) -> (root: XMLElement?, diagnostics: [Diagnostic]) {
    parse(bytes: Array(text.utf8), file: file)
  }
}
