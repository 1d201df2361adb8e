namespace OrleansFederation.Specs;

/// <summary>A value of a YAML or JSON document, and where it stands.</summary>
/// <param name="At">Where it stands.</param>
internal abstract record DocumentNode(SpecPosition At);

/// <summary>Text.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Value">The text, without half surrogate pairs.</param>
internal sealed record TextNode(SpecPosition At, string Value) : DocumentNode(At);

/// <summary>A number, a truth value or null.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Json">It as JSON writes it.</param>
internal sealed record LiteralNode(SpecPosition At, string Json) : DocumentNode(At);

/// <summary>A list.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Items">Its items.</param>
internal sealed record ListNode(SpecPosition At, IReadOnlyList<DocumentNode> Items) : DocumentNode(At);

/// <summary>A mapping, its keys distinct.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Members">Its keys, where each stands, and their values.</param>
internal sealed record MappingNode(SpecPosition At, IReadOnlyList<(string Key, SpecPosition At, DocumentNode Value)> Members) : DocumentNode(At);
