using OrleansFederation.Native;

namespace OrleansFederation.Training;

/// <summary>One client's training on the platform beside the bare TorchSharp loop.</summary>
internal sealed class TrainBenchmark : IBenchmark
{
    public string Name => "train";

    public string Description => "Milliseconds a step of the MNIST CNN (Adam, batch 32, one thread), beside a bare TorchSharp loop";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        TorchNative.EnsureLoaded();
        var (bare, platform) = await TrainingSpeed.MeasureAsync();
        Report.Figure(output, "bare loop", $"{bare:0.00} ms a step");
        Report.Against(output, "platform", $"{platform:0.00} ms a step", bare / platform, 0.95);
    }
}
