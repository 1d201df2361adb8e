using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Evaluation;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

/// <summary>Runs ONNX files: one session a file, kept while in use; at most as many runs at once as there are processors, further ones wait in a bounded queue.</summary>
public interface IModelRunner
{
    /// <summary>Runs a model on inputs.</summary>
    /// <param name="onnx">The ONNX file in the artifact store.</param>
    /// <param name="inputs">A whole number of inputs, row by row.</param>
    /// <param name="cancellationToken">Cancels waiting for a place.</param>
    /// <exception cref="Errors.FederationException">FED6001, FED6003, FED1031, FED2006.</exception>
    Task<InferenceOutput> RunAsync(ArtifactRef onnx, ReadOnlyMemory<float> inputs, CancellationToken cancellationToken);

    /// <summary>Evaluates a model on a data set.</summary>
    /// <param name="onnx">The ONNX file in the artifact store.</param>
    /// <param name="data">The data.</param>
    /// <param name="loss">The loss, computed in double precision.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <exception cref="Errors.FederationException">FED6001, FED1022, FED1031, FED2006.</exception>
    Task<Metrics> EvaluateAsync(ArtifactRef onnx, IDataSet data, LossKind loss, CancellationToken cancellationToken);

    /// <summary>Takes an ONNX file that is in no store, and goes into none, to be run by its name.</summary>
    /// <param name="onnx">The file; not written to as long as it is lent.</param>
    /// <returns>Its name; to be disposed once it need not be run any more.</returns>
    LentModel Lend(ReadOnlyMemory<byte> onnx);
}
