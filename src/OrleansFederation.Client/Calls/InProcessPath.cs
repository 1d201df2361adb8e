namespace OrleansFederation.Calls;

/// <summary>The way to grains of the same process: nothing is lost on it, and it trusts its own process.</summary>
internal sealed class InProcessPath : ICallPath
{
    public static InProcessPath Instance { get; } = new();

    public TimeSpan? AnswerWithin => null;

    public CancellationToken Broken => CancellationToken.None;

    public string? Token => null;

    public void NoAnswer(long since)
    {
        // There is no other way to try.
    }
}
