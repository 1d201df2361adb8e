namespace OrleansFederation.Calls;

/// <summary>What a caller must know of the way that its calls take.</summary>
internal interface ICallPath
{
    /// <summary>How long an answer may take before a call that may be repeated is made again; null where calls cannot be lost on the way.</summary>
    TimeSpan? AnswerWithin { get; }

    /// <summary>Cancelled when a part of the way breaks: calls that were on it are lost, though nobody says so. Another token follows.</summary>
    CancellationToken Broken { get; }

    /// <summary>The token to show; null where there is none.</summary>
    string? Token { get; }

    /// <summary>Takes note that a call got no answer.</summary>
    /// <param name="since">When it was made, as a timestamp of the caller's clock.</param>
    void NoAnswer(long since);
}
