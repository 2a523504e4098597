/// What the rules of board files mean, for `trysail board check --explain`.
public enum BoardRulePages {
  public static let all: [BoardRulePage] = reading + values
}
