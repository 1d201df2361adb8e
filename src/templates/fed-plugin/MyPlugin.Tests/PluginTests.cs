using OrleansFederation.Data;
using OrleansFederation.Plugins;

namespace MyPlugin;

public sealed class PluginTests
{
    [Fact]
    public void A_file_of_lines_is_read()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "0.5 1 2 0\n-1 2e3 0.25 1\n");
        PluginOptions options = new(new Dictionary<string, string> { ["train"] = path });

        var examples = new LineFile().Open(DataPart.Train, new("me", 1, options), TestContext.Current.CancellationToken)!;
        var inputs = new float[6];
        var targets = new float[2];
        examples.ReadInputs([1, 0], inputs);
        examples.ReadTargets([1, 0], targets);
        File.Delete(path);

        Assert.Equal((2, 3), (examples.Count, examples.InputShape[0]));
        Assert.Equal([-1, 2000, 0.25f, 0.5f, 1, 2], inputs);
        Assert.Equal([1, 0], targets);
    }

    [Fact]
    public void A_second_guess_counts()
    {
        var count = new SecondGuess().Begin(PluginOptions.None);

        count.Add([3, 2, 1, 3, 2, 1], [1, 2]);

        Assert.Equal(new MetricSum("share", 1, 2), Assert.Single(count.Sums()));
    }
}
