using System.Security.Cryptography;
using System.Text;
using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>The decisions of a round, as functions of what is recorded and how much time has passed.</summary>
internal static class RoundRules
{
    /// <summary>A resilient round asks a failing client so many times.</summary>
    public const int MaximumAttempts = 3;

    /// <summary>
    /// Tells from the numbers alone that a round in training only has to wait, as almost every receipt of a large cohort leaves it. Where
    /// it may have to do something, <see cref="Decide"/> looks at the clients.
    /// </summary>
    /// <param name="tally">How many clients are how far.</param>
    /// <param name="sampling">The sampling.</param>
    /// <param name="wanted">The updates to wait for.</param>
    /// <param name="elapsed">Time since training was opened or resumed.</param>
    /// <param name="sinceMinimum">Time since the minimum arrived; null before.</param>
    /// <returns>The wait, the same that <see cref="Decide"/> would give; null where that has to decide.</returns>
    public static RoundDecision.Wait? Waits(CohortTally tally, SamplingSpec sampling, int wanted, TimeSpan elapsed, TimeSpan? sinceMinimum)
    {
        var mustDecide = tally.Received >= wanted
            || tally.Open == 0
            || (tally.Failed > 0 && sampling.OnError != ErrorPolicy.Dynamic)
            || tally.Received + tally.Open < sampling.Minimum
            || elapsed >= sampling.Deadline
            || (tally.Received >= sampling.Minimum && sinceMinimum >= sampling.Grace);
        return mustDecide ? null : Until(sampling, tally.Received >= sampling.Minimum, elapsed, sinceMinimum);
    }

    /// <summary>Decides what a round in training does next.</summary>
    /// <param name="cohort">The cohort with receipts, in ordinal order.</param>
    /// <param name="sampling">The sampling.</param>
    /// <param name="wanted">The updates to wait for: the cohort without over-selection.</param>
    /// <param name="elapsed">Time since training was opened or resumed.</param>
    /// <param name="sinceMinimum">Time since the minimum arrived; null before.</param>
    /// <param name="unavailable">The clients whose site has been away for longer than a restart takes.</param>
    public static RoundDecision Decide(
        IReadOnlyList<Participant> cohort, SamplingSpec sampling, int wanted, TimeSpan elapsed, TimeSpan? sinceMinimum, IReadOnlySet<string> unavailable)
    {
        var received = cohort.Where(client => client.State == ParticipantState.Received).Select(client => client.Client).ToArray();
        var failed = cohort.Where(client => client.State == ParticipantState.Failed).ToArray();
        var open = cohort.Count(client => client.State == ParticipantState.Selected);
        if (received.Length >= wanted)
        {
            return new RoundDecision.Close(received);
        }

        if (sampling.OnError == ErrorPolicy.Strict && failed.Length > 0)
        {
            return new RoundDecision.Fail(Named(failed[0]));
        }

        var overdue = elapsed >= sampling.Deadline;
        if (sampling.OnError == ErrorPolicy.Resilient && !overdue
            && failed.Where(client => client.Attempt < MaximumAttempts).Select(client => client.Client).ToArray() is { Length: > 0 } again)
        {
            return new RoundDecision.Retry(again);
        }

        var enough = received.Length >= sampling.Minimum;
        if (received.Length + open < sampling.Minimum)
        {
            return new RoundDecision.Fail(TooFew(cohort, failed, sampling));
        }

        if (open == 0 || (enough && sampling.Grace is { } grace && sinceMinimum >= grace))
        {
            return new RoundDecision.Close(received);
        }

        // Who is away may come back, so a round without its minimum waits for him; one that has it does not.
        if (enough && sampling.OnError != ErrorPolicy.Strict
            && cohort.All(client => client.State != ParticipantState.Selected || unavailable.Contains(client.Client)))
        {
            return new RoundDecision.Close(received);
        }

        if (overdue)
        {
            return enough && sampling.OnError != ErrorPolicy.Strict ? new RoundDecision.Close(received) : new RoundDecision.Fail(TooLate(cohort, sampling, unavailable));
        }

        return Until(sampling, enough, elapsed, sinceMinimum);
    }

    /// <summary>Makes a freeze of the cohort's receipts.</summary>
    /// <param name="number">The freeze's number.</param>
    /// <param name="cohort">The cohort with receipts, in ordinal order.</param>
    /// <param name="contributors">The contributing clients.</param>
    public static Freeze MakeFreeze(int number, IReadOnlyList<Participant> cohort, IReadOnlyList<string> contributors)
    {
        var wanted = contributors.ToHashSet(StringComparer.Ordinal);
        var chosen = cohort.Where(client => wanted.Contains(client.Client)).ToArray();
        var text = string.Join('\n', chosen.Select(client => $"{client.Client} {client.Attempt} {client.Report?.Update?.Digest} {client.Report?.Examples}{(client.Begun is { } begun ? $" {begun}" : "")}"));
        return new(number, [.. chosen.Select(client => client.Client)], Digest(text));
    }

    /// <summary>The SHA-256 of a cohort's client ids.</summary>
    /// <param name="cohort">The cohort.</param>
    public static string CohortDigest(IReadOnlyList<Participant> cohort) => Digest(string.Join('\n', cohort.Select(client => client.Client)));

    /// <summary>A client's failure with the client in its place.</summary>
    /// <param name="client">The failed client.</param>
    public static Problem Named(Participant client)
    {
        var failure = client.Report?.Failure ?? FederationErrors.TrainingFailed.At(client.Client, "it reported a failure without saying which");
        return failure.Place.StartsWith("client ", StringComparison.Ordinal) ? failure : failure with { Place = $"client {client.Client}, {failure.Place}" };
    }

    private static RoundDecision.Wait Until(SamplingSpec sampling, bool enough, TimeSpan elapsed, TimeSpan? sinceMinimum)
    {
        var untilDeadline = sampling.Deadline - elapsed;
        var untilGrace = enough && sampling.Grace is { } bound && sinceMinimum is { } since ? bound - since : untilDeadline;
        return new(untilGrace < untilDeadline ? untilGrace : untilDeadline);
    }

    private static Problem TooFew(IReadOnlyList<Participant> cohort, Participant[] failed, SamplingSpec sampling) =>
        failed.Length == cohort.Count && failed.Length == 1
            ? Named(failed[0])
            : FederationErrors.TooFewClients.At(
                string.Join(", ", failed.Select(client => client.Client)),
                $"{failed.Length} of {cohort.Count} clients failed, so that sampling.minimum: {sampling.Minimum} cannot be reached; the first: {failed.Select(Named).FirstOrDefault()}");

    private static Problem TooLate(IReadOnlyList<Participant> cohort, SamplingSpec sampling, IReadOnlySet<string> unavailable)
    {
        var missing = cohort.Where(client => client.State == ParticipantState.Selected).Select(client => client.Client).ToArray();
        var away = cohort.Where(client => client.State == ParticipantState.Selected && unavailable.Contains(client.Client)).ToArray();
        if (away.Length > 0)
        {
            var sites = away.Select(client => client.Site).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            return FederationErrors.SiteOffline.At(
                $"site {string.Join(", ", sites)}",
                $"{away.Length} of {cohort.Count} clients could not be asked within {sampling.Deadline}: {string.Join(", ", away.Take(10).Select(client => client.Client))}");
        }

        return FederationErrors.DeadlinePassed.At(
            string.Join(", ", missing.Take(10)),
            $"{missing.Length} of {cohort.Count} clients did not deliver within {sampling.Deadline}");
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
