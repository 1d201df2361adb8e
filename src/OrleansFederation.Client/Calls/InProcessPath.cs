namespace OrleansFederation.Calls;

/// <summary>A way of which only a token is known: to grains of the same process, which trusts itself, or over a connection that somebody else minds.</summary>
/// <param name="token">The token to show; null where there is none.</param>
internal sealed class InProcessPath(string? token = null) : ICallPath
{
    public static InProcessPath Instance { get; } = new();

    public TimeSpan? AnswerWithin => null;

    public CancellationToken Broken => CancellationToken.None;

    public string? Token => token;

    public void NoAnswer(long since)
    {
        // There is no other way to try.
    }
}
