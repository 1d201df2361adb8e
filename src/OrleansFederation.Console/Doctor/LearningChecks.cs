using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Training;

namespace OrleansFederation.Doctor;

/// <summary>Looks whether the machine can learn and answer: trains a tiny model with libtorch, and asks it through ONNX Runtime.</summary>
internal static class LearningChecks
{
    private const string Torch = "libtorch";
    private const string Onnx = "ONNX Runtime";

    private static readonly float[] Three = [3f];

    /// <summary>The checks.</summary>
    public static IEnumerable<Check> All() => [new Check(Torch, TrainAsync), new Check(Onnx, AnswerAsync)];

    private static async Task<Finding> TrainAsync(CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddTraining().BuildServiceProvider();
        var result = await services.GetRequiredService<IModelTrainer>()
            .TrainAsync(TinyTask.Request, null, cancellationToken);
        return Finding.Ok(Torch, string.Create(CultureInfo.InvariantCulture, $"loads and trains ({result.Seconds * 1000:0} ms for 200 steps)"));
    }

    private static async Task<Finding> AnswerAsync(CancellationToken cancellationToken)
    {
        var store = new MemoryArtifacts();
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<IArtifactStore>(store)
            .AddInference()
            .BuildServiceProvider();
        var onnx = services.GetRequiredService<IModelExporter>().Export(TinyTask.Spec.Model, [2f, -1f]);
        var output = await services.GetRequiredService<IModelRunner>()
            .RunAsync(await store.WriteAsync(onnx, cancellationToken), Three, cancellationToken);
        return output.Values is [5f]
            ? Finding.Ok(Onnx, "loads and answers")
            : new Finding(Onnx, Verdict.Fail, $"2·3 − 1 is answered by {string.Join(", ", output.Values)}", FederationErrors.NativeLibrary.Remedy);
    }
}
