using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

/// <summary>Writes a model with its parameters as an ONNX file.</summary>
public interface IModelExporter
{
    /// <summary>Writes the model as ONNX with the batch dimension free.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its parameters, in the model's layout.</param>
    /// <returns>The ONNX file; the same bytes for the same model and parameters.</returns>
    byte[] Export(ModelSpec model, ReadOnlySpan<float> parameters);
}
