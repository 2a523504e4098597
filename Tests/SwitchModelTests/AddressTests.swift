import SwitchModel
import Testing

/// SplitMix64.
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}

@Suite struct IPv4Tests {
  @Test func readsAndPrints() {
    for (text, bits) in [("0.0.0.0", 0), ("255.255.255.255", UInt32.max), ("10.0.0.1", 0x0a00_0001), ("192.168.100.9", 0xc0a8_6409)] {
      #expect(IPAddress(text) == IPAddress(v4: bits))
      #expect(IPAddress(v4: bits).description == text)
      #expect(IPAddress(v4: bits).v4 == bits)
    }
    var random = Random(state: 1)
    for _ in 0..<500 {
      let address = IPAddress(v4: UInt32.random(in: 0 ... .max, using: &random))
      #expect(IPAddress(address.description) == address)
    }
  }

  @Test(arguments: [
    "", ".", "...", "1", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "1.2.3.4.5", "256.0.0.1", "1.2.3.999", "01.2.3.4", "1.2.3.00",
    "1.2.3.04", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "1.2.3.4/24", "+1.2.3.4", "-1.2.3.4", "0x1.2.3.4", "1.2.3.a", "1,2,3,4", "１.2.3.4",
    "1.2.3.4\0", "99999999999999999999.1.1.1", "1.1.1.18446744073709551617"
  ]) func refuses(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func kinds() throws {
    #expect(try #require(IPAddress("224.0.0.1")).isMulticast)
    #expect(try #require(IPAddress("239.255.255.255")).isMulticast)
    #expect(try !#require(IPAddress("223.255.255.255")).isMulticast)
    #expect(try !#require(IPAddress("240.0.0.0")).isMulticast)
    #expect(try #require(IPAddress("127.1.2.3")).isLoopback)
    #expect(try !#require(IPAddress("128.0.0.1")).isLoopback)
  }
}

@Suite struct IPv6Tests {
  /// RFC 5952 §4: what is read, and the one form in which it is printed.
  @Test(arguments: [
    ("::", "::"), ("0:0:0:0:0:0:0:0", "::"), ("::1", "::1"), ("0:0:0:0:0:0:0:1", "::1"), ("1::", "1::"),
    ("2001:db8::1", "2001:db8::1"), ("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("2001:db8::0:1", "2001:db8::1"),
    // §4.2.2: one group of zeros is not shortened.
    ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    // §4.2.3: the longest run, of equals the first.
    ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("1:0:0:2:0:0:3:4", "1::2:0:0:3:4"), ("0:0:1:0:0:0:0:0", "0:0:1::"), ("0:1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"),
    ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("FE80::ABCD", "fe80::abcd"), ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("::ffff:192.0.2.1", "::ffff:c000:201"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ("::1.2.3.4", "::102:304"), ("1::8", "1::8"), ("1:2:3:4::5:6:7", "1:2:3:4:0:5:6:7")
  ]) func readsAndPrints(text: String, printed: String) {
    #expect(IPAddress(text)?.description == printed)
  }

  @Test(arguments: [
    ":", ":::", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2::3", "::1::", "1:::2",
    "12345::", "::12345", "g::", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "::1%eth0", "[::1]", "::1 ", " ::1", "::1/64", "1.2.3.4::", "::1.2.3",
    "::1.2.3.256", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::01.2.3.4", "::.1.2.3", "::ffff:1.2.3.4.5", "1:2", "::-1", "0x1::", "::\0",
    "1:2:3:4:5:6:7:1:1.2.3.4"
  ]) func refuses(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func whatIsPrintedIsRead() {
    var random = Random(state: 2)
    for _ in 0..<2000 {
      // Groups of zeros are to be frequent.
      var words: [UInt64] = [0, 0]
      for group in 0..<8 where Bool.random(using: &random) {
        words[group / 4] |= UInt64(UInt16.random(in: 0 ... .max, using: &random)) << UInt64(group % 4 * 16)
      }
      let address = IPAddress(v6: words[0], words[1])
      #expect(IPAddress(address.description) == address)
      #expect(!address.description.contains(":::"))
    }
  }

  /// Any bytes at all: nothing traps, and what is accepted prints to something that is accepted as the same.
  @Test func anyBytes() {
    var random = Random(state: 3)
    let alphabet = Array("0123456789abcdefABCDEF::::....//%gx \u{0}\u{ff}é".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<44, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let address = bytes.withUnsafeBufferPointer { IPAddress(bytes: $0) }
      if let address { #expect(IPAddress(address.description) == address) }
      let text = String(decoding: bytes, as: UTF8.self)
      if let mac = MACAddress(text) { #expect(MACAddress(mac.description) == mac) }
      if let prefix = IPPrefix(text) { #expect(IPPrefix(prefix.description) == prefix) }
    }
  }

  @Test func substringsAreRead() {
    let line = "via 2001:db8::7 dev 10.1.2.3"
    let parts = line.split(separator: " ")
    #expect(IPAddress(parts[1]) == IPAddress("2001:db8::7"))
    #expect(IPAddress(parts[3]) == IPAddress(v4: 0x0a01_0203))
  }

  @Test func familiesDoNotMeet() throws {
    let v4 = IPAddress(v4: 0)
    let v6 = try #require(IPAddress("::"))
    #expect(v4 != v6 && v4 < v6)
    #expect(try #require(IPAddress("ff02::1")).isMulticast)
    #expect(try #require(IPAddress("::1")).isLoopback)
    #expect(!v6.isLoopback && !v6.isMulticast)
  }
}

@Suite struct PrefixTests {
  @Test(arguments: [
    ("10.1.2.3/8", "10.0.0.0/8"), ("10.1.2.3", "10.1.2.3/32"), ("0.0.0.0/0", "0.0.0.0/0"), ("255.255.255.255/1", "128.0.0.0/1"),
    ("2001:db8::1/32", "2001:db8::/32"), ("::1", "::1/128"), ("ffff:ffff:ffff:ffff:ffff::/65", "ffff:ffff:ffff:ffff:8000::/65"),
    ("ffff:ffff:ffff:ffff:ffff::/64", "ffff:ffff:ffff:ffff::/64"), ("ffff::/0", "::/0"), ("1.2.3.4/024", "1.2.3.0/24")
  ]) func readsAndPrints(text: String, printed: String) {
    #expect(IPPrefix(text)?.description == printed)
  }

  @Test(arguments: [
    "/", "/8", "1.2.3.4/", "1.2.3.4/33", "::/129", "::/256", "::/999", "1.2.3.4/-1", "1.2.3.4/+8", "1.2.3.4/8/8", "1.2.3.4/ 8",
    "1.2.3.4/8 ", "1.2.3.4/0008", "1.2.3/8", "::/1a", "1.2.3.4/８"
  ]) func refuses(text: String) {
    #expect(IPPrefix(text) == nil)
  }

  @Test func lengthsBeyondTheFamilyAreRefused() {
    #expect(IPPrefix(IPAddress(v4: 1), length: 33) == nil)
    #expect(IPPrefix(IPAddress(v6: 1, 1), length: 129) == nil)
    #expect(IPPrefix(IPAddress(v6: 1, 1), length: 128) == IPPrefix(host: IPAddress(v6: 1, 1)))
  }

  /// Against a comparison bit by bit.
  @Test func containmentIsOfTheFirstBits() throws {
    var random = Random(state: 4)
    func bit(_ address: IPAddress, _ index: Int) -> UInt64 {
      index < 64 ? address.high >> UInt64(63 - index) & 1 : address.low >> UInt64(127 - index) & 1
    }
    for _ in 0..<3000 {
      let isIPv4 = Bool.random(using: &random)
      let length = UInt8.random(in: 0...(isIPv4 ? 32 : 128), using: &random)
      let one = isIPv4 ? IPAddress(v4: UInt32.random(in: 0 ... .max, using: &random)) : IPAddress(v6: random.next(), random.next())
      // Mostly equal up to about the length, so that both answers come.
      let flip = Int.random(in: 0..<(isIPv4 ? 32 : 128), using: &random)
      let flipped = (flip < 64 ? UInt64(1) << UInt64(63 - flip) : 0, flip < 64 ? 0 : UInt64(1) << UInt64(127 - flip))
      let other = isIPv4 ? IPAddress(v4: UInt32((one.high ^ flipped.0) >> 32)) : IPAddress(v6: one.high ^ flipped.0, one.low ^ flipped.1)
      let prefix = try #require(IPPrefix(one, length: length))
      #expect(prefix.contains(one))
      #expect(prefix.contains(other) == (0..<Int(length)).allSatisfy { bit(one, $0) == bit(other, $0) })
      #expect((0..<128).allSatisfy { $0 < Int(length) ? bit(prefix.address, $0) == bit(one, $0) : bit(prefix.address, $0) == 0 })
    }
  }

  @Test func coverageAndOrder() throws {
    let wide = try #require(IPPrefix("10.0.0.0/8"))
    let narrow = try #require(IPPrefix("10.2.0.0/16"))
    #expect(wide.covers(narrow) && wide.covers(wide) && !narrow.covers(wide))
    #expect(try !wide.covers(#require(IPPrefix("a00::/8"))))
    #expect(wide < narrow)
    #expect(try #require(IPPrefix("10.0.0.0/8")) < #require(IPPrefix("10.0.0.0/9")))
  }
}

@Suite struct MACAddressTests {
  @Test func readsThreeFormsAndPrintsOne() {
    let address = MACAddress(bits: 0x00_1b_21_c0_ff_ee)
    for text in ["00:1b:21:c0:ff:ee", "00:1B:21:C0:FF:EE", "00-1b-21-c0-ff-ee", "001b.21c0.ffee"] { #expect(MACAddress(text) == address) }
    #expect(address.description == "00:1b:21:c0:ff:ee")
    #expect(MACAddress.broadcast.description == "ff:ff:ff:ff:ff:ff")
    #expect(MACAddress(bits: .max) == .broadcast)
  }

  @Test(arguments: [
    "", "00", "001b21c0ffee", "00:1b:21:c0:ff", "00:1b:21:c0:ff:ee:00", "00:1b:21:c0:ff:e", "00:1b:21:c0:ff:eeg", "0:1b:21:c0:ff:ee",
    "00:1b-21:c0:ff:ee", "00:1b:21:c0:ff:ee:", ":00:1b:21:c0:ff:ee", "001b.21c0.ffee.", "001b:21c0:ffee", "00.1b.21.c0.ff.ee",
    "001b21.c0ffee", "00::1b:21:c0:ff:ee", "00:1b:21:c0:ff: ee", "zz:1b:21:c0:ff:ee"
  ]) func refuses(text: String) {
    #expect(MACAddress(text) == nil)
  }

  @Test func kinds() {
    #expect(MACAddress.broadcast.isMulticast)
    #expect(MACAddress(bits: 0x0100_5e00_0001).isMulticast && !MACAddress(bits: 0x0200_0000_0001).isMulticast)
    #expect(MACAddress(bits: 0x0180_c200_000f).isBridgeReserved && !MACAddress(bits: 0x0180_c200_0010).isBridgeReserved)
  }
}

@Suite struct VLANIDTests {
  @Test func onlyLegalNumbersAreVLANs() {
    #expect(VLANID(0) == nil && VLANID(4095) == nil && VLANID(-1) == nil && VLANID(Int.max) == nil && VLANID(65537) == nil)
    #expect(VLANID(1) == .default && VLANID(4094)?.rawValue == 4094)
  }
}
