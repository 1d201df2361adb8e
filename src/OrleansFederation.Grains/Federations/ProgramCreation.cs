using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Isolation;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Plugins;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Takes a program in: stores its files, by which sites know it from then on, and has it looked at in a process of its own.</summary>
internal sealed class ProgramCreation(IArtifactStore artifacts, IModelExporter exporter, IIsolatedTasks isolated)
{
    private const string Here = "coordinator";

    /// <summary>Takes the program of a spec in. It runs only where the coordinator's own approvals name its digest.</summary>
    /// <param name="spec">The spec, of a model that is a program.</param>
    /// <param name="document">The spec in canonical form.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The numbers that the program came with, as safetensors in the layout's order.</returns>
    /// <exception cref="FederationException">FED1020, FED1023, FED1031, FED1090 to FED1092; FED4030, FED1080; FED3041 to FED3043.</exception>
    public async Task<ArtifactRef> StoreAsync(FederationSpec spec, SpecDocument document, CancellationToken cancellationToken)
    {
        var program = spec.Model.Program!;
        foreach (var (place, file) in Files(program))
        {
            var bytes = await ReadAsync(place, file, cancellationToken);
            await artifacts.WriteAsync(bytes, cancellationToken);
        }

        var plan = ModelPlans.Of(spec.Model);
        var twin = exporter.ReadTwin(spec.Model, await artifacts.ReadAsync(program.Onnx.Artifact, cancellationToken));
        var order = new TrainingOrder(new(TaskKind.Admit, spec.Name, 0, "", 1), document, -1, Here, program.Onnx.Artifact);
        await isolated.DoAsync(order, PluginUse.Of(spec, TaskKind.Admit, Here, -1), new Unwatched(), cancellationToken);
        return await artifacts.WriteAsync(Safetensors.Write(plan.Layout, twin.Values), cancellationToken);
    }

    /// <summary>The files as artifacts.</summary>
    /// <param name="program">The program.</param>
    public static IReadOnlyList<ArtifactRef> Artifacts(ProgramSpec program) => [.. Files(program).Select(file => file.File.Artifact)];

    private static IEnumerable<(string Place, ProgramFile File)> Files(ProgramSpec program) =>
        program.Script is { } script ? [(program.Place, script), ($"{program.Place}.onnx", program.Onnx)] : [($"{program.Place}.onnx", program.Onnx)];

    private static async Task<byte[]> ReadAsync(string place, ProgramFile file, CancellationToken cancellationToken)
    {
        var path = PathVariables.Expand(file.Path, place);
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
            if (stream.Length != file.Length)
            {
                throw FederationErrors.ProgramMismatch.Exception(place, $"'{file.Path}' has {stream.Length:N0} bytes, and the spec says {file.Length:N0}");
            }

            var bytes = new byte[file.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return digest == file.Artifact.Digest
                ? bytes
                : throw FederationErrors.ProgramMismatch.Exception(place, $"'{file.Path}' has the digest {ProgramFile.DigestPrefix}{digest}, and the spec names {file.Digest}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(place, $"'{file.Path}' cannot be read: {fault.Message}", "Put the file where the coordinator can read it."), fault);
        }
    }

    private sealed class Unwatched : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
        }
    }
}
