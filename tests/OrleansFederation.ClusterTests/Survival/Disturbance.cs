using System.Globalization;
using OrleansFederation.Randomness;

namespace OrleansFederation.Survival;

/// <summary>Something that is done to a cluster.</summary>
/// <param name="At">When, from the start of the federations.</param>
/// <param name="Kind">What.</param>
/// <param name="Silo">To which silo; null for the database.</param>
/// <param name="For">How long it lasts.</param>
/// <param name="Mode">How the database is stopped.</param>
internal sealed record Disturbance(TimeSpan At, DisturbanceKind Kind, string? Silo, TimeSpan For, string Mode)
{
    private const int LatestMilliseconds = 3_000;
    private const int LongestMilliseconds = 4_000;

    /// <summary>The disturbances of a seed: one to three, most of them at a silo. Each thing is disturbed once at most.</summary>
    public static IReadOnlyList<Disturbance> Plan(int seed, IReadOnlyList<string> silos)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, "survival"));
        List<Disturbance> plan = [];
        var count = 1 + random.NextInt(3);
        while (plan.Count < count)
        {
            var kind = random.NextInt(10) switch
            {
                < 3 => DisturbanceKind.Kill,
                < 5 => DisturbanceKind.Freeze,
                < 7 => DisturbanceKind.Terminate,
                < 9 => DisturbanceKind.RestartDatabase,
                _ => DisturbanceKind.DropConnections,
            };
            var silo = kind is DisturbanceKind.RestartDatabase or DisturbanceKind.DropConnections ? null : silos[random.NextInt(silos.Count)];
            var disturbance = new Disturbance(
                Milliseconds(random.NextInt(LatestMilliseconds)), kind, silo, Milliseconds(random.NextInt(LongestMilliseconds)), random.NextInt(2) == 0 ? "fast" : "immediate");
            if (plan.TrueForAll(other => other.Silo != silo))
            {
                plan.Add(disturbance);
            }
        }

        return [.. plan.OrderBy(disturbance => disturbance.At)];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{At.TotalSeconds:0.00} s: {Kind}{(Silo is null ? "" : $" {Silo}")} for {For.TotalSeconds:0.00} s{(Kind == DisturbanceKind.RestartDatabase ? $" ({Mode})" : "")}");

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
