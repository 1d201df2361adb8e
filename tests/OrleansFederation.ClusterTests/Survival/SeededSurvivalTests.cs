using System.Globalization;

namespace OrleansFederation.Survival;

/// <summary>
/// Disturbances at seeded random moments. A few seeds run with all tests; the explicit ones are as many as <c>FED_SURVIVAL_RUNS</c>
/// says (25), from <c>FED_SURVIVAL_SEED</c> on (1).
/// </summary>
[Collection(Disturbed.Name)]
public sealed class SeededSurvivalTests(SurvivalCluster cluster, SurvivalReference reference, ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(Number("FED_SURVIVAL_SEED", 1), Number("FED_SURVIVAL_RUNS", 25))];

    [Theory]
    [InlineData(-1)]
    [InlineData(-2)]
    public async Task Federations_continue_under_disturbances_and_end_with_the_bits_of_an_undisturbed_run(int seed)
    {
        var runs = new SurvivalRuns(cluster, output);
        await runs.RunAsync(seed, await reference.OfAsync(runs, "quick", name => SurvivalRuns.Spec(name), SurvivalRuns.Rounds));
    }

    [Theory(Explicit = true)]
    [Trait("Category", "Survival")]
    [MemberData(nameof(Seeds))]
    public async Task Federations_continue_under_the_disturbances_of_a_seed(int seed)
    {
        var runs = new SurvivalRuns(cluster, output);
        await runs.RunAsync(seed, await reference.OfAsync(runs, "quick", name => SurvivalRuns.Spec(name), SurvivalRuns.Rounds));
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
