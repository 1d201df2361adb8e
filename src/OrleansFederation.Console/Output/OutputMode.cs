namespace OrleansFederation.Output;

/// <summary>The forms in which commands give their data on standard output.</summary>
internal enum OutputMode
{
    /// <summary>Text for people.</summary>
    Text = 0,

    /// <summary>One JSON document.</summary>
    Json = 1,

    /// <summary>One JSON document a line: an item of a list, or an event as it happens.</summary>
    Jsonl = 2,

    /// <summary>Nothing: only the exit code speaks, and errors on standard error.</summary>
    None = 3,
}
