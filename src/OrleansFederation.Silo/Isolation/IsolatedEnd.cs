namespace OrleansFederation.Isolation;

/// <summary>How an isolated process ended.</summary>
/// <param name="Kind">By itself, or at which limit.</param>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="Peak">The most bytes that it was seen to hold.</param>
/// <param name="Took">How long it ran.</param>
internal sealed record IsolatedEnd(IsolatedEndKind Kind, int ExitCode, long Peak, TimeSpan Took);
