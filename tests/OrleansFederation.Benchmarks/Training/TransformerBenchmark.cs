using OrleansFederation.Native;

namespace OrleansFederation.Training;

/// <summary>The transformer template on the platform beside the bare TorchSharp loop.</summary>
internal sealed class TransformerBenchmark : IBenchmark
{
    public string Name => "transformer";

    public string Description => "Milliseconds a step of a small transformer (Adam, batch 32, one thread), beside a bare TorchSharp loop";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        TorchNative.EnsureLoaded();
        var (bare, platform) = await TransformerSpeed.MeasureAsync(cancellationToken: cancellationToken);
        Report.Figure(output, "bare loop", $"{bare:0.00} ms a step");
        Report.Against(output, "platform", $"{platform:0.00} ms a step", bare / platform, 0.90);
    }
}
