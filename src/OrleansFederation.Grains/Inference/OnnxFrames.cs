using OrleansFederation.Artifacts;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Inference;

/// <summary>The ONNX files of a model without their parameters: written from its layers, or its twin's own.</summary>
internal static class OnnxFrames
{
    /// <summary>Gives a model's frame.</summary>
    /// <param name="exporter">Writes it, or reads the twin.</param>
    /// <param name="artifacts">Where the twin of a program is.</param>
    /// <param name="model">The model.</param>
    /// <param name="preprocessing">What makes its input of raw rows, null where nothing does, as before a program.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Errors.FederationException">FED2006 where the twin is missing.</exception>
    public static async Task<ParameterFrame> OfAsync(
        IModelExporter exporter, IArtifactStore artifacts, ModelSpec model, FittedPreprocessing? preprocessing, CancellationToken cancellationToken) =>
        model.Program is { } program
            ? exporter.ReadTwin(model, await artifacts.ReadAsync(program.Onnx.Artifact, cancellationToken)).Frame
            : exporter.Frame(model, preprocessing);

    /// <summary>Gives the frame of a model with what a federation has fitted.</summary>
    /// <param name="exporter">Writes it, or reads the twin.</param>
    /// <param name="artifacts">Where the twin of a program and what was fitted are.</param>
    /// <param name="model">The model.</param>
    /// <param name="fitted">What was fitted; of that the frame has what all clients share. Null where nothing was.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Errors.FederationException">FED2006 where something is missing.</exception>
    public static async Task<ParameterFrame> OfAsync(
        IModelExporter exporter, IArtifactStore artifacts, ModelSpec model, ArtifactRef? fitted, CancellationToken cancellationToken) =>
        await OfAsync(exporter, artifacts, model, fitted is null ? null : (await Preprocessors.ReadAsync(artifacts, fitted, cancellationToken)).Common, cancellationToken);
}
