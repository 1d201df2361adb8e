using System.Text.Json;
using OrleansFederation.Aggregation;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Training;

/// <summary>Compares the proximal term's gradient with what torch's autograd makes of μ/2·‖w − w_t‖².</summary>
[Trait("Category", "Reference")]
public sealed class ProximalReferenceTests
{
    [Fact]
    public void Every_case_agrees_with_the_reference()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Reference("aggregation/fedprox_clientterm.json")));
        var cases = file.RootElement.GetProperty("cases").EnumerateArray().ToArray();

        Assert.NotEmpty(cases);
        Assert.All(cases, Check);
    }

    private static void Check(JsonElement one)
    {
        var mu = one.GetProperty("hyper").GetProperty("proximal_mu").GetDouble();
        var (local, start) = (ReferenceCases.Layers(one.GetProperty("local")), ReferenceCases.Layers(one.GetProperty("global")));
        var expected = ReferenceCases.Layers(one.GetProperty("expected").GetProperty("gradient"));
        var (gradient, single) = (new double[local.Length], new float[local.Length]);

        ProximalTerm.Add(mu, local, start, gradient);
        ProximalTerm.Add((float)mu, Single(local), Single(start), single);

        Assert.All(gradient.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12 * Math.Abs(pair.Second)));
        Assert.All(single.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * Math.Max(0.01, Math.Abs(pair.Second))));

        // Half of (w − w_t) times the gradient is the term itself.
        var term = gradient.Index().Sum(element => element.Item * (local[element.Index] - start[element.Index])) / 2;
        Assert.Equal(one.GetProperty("expected").GetProperty("term").GetDouble(), term, 1e-12);
    }

    private static float[] Single(double[] values) => [.. values.Select(value => (float)value)];
}
