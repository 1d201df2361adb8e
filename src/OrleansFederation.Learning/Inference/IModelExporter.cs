using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Inference;

/// <summary>Writes a model with its parameters as an ONNX file.</summary>
public interface IModelExporter
{
    /// <summary>Gives the model's ONNX file, with the batch dimension free, without its parameters, so that it can be written block by block.</summary>
    /// <param name="model">The model.</param>
    /// <param name="preprocessing">What makes the model's input of raw rows, which the graph then takes; null where the graph takes the model's input.</param>
    /// <returns>The frame, over the model's layout; the same for the same model and preprocessing.</returns>
    ParameterFrame Frame(ModelSpec model, FittedPreprocessing? preprocessing = null);

    /// <summary>Gives a frame another description, so that its files compute the same and have bytes of their own.</summary>
    /// <param name="frame">The frame, of <see cref="Frame"/> or of a twin.</param>
    /// <param name="description">The description.</param>
    ParameterFrame Describe(ParameterFrame frame, string description);

    /// <summary>Writes the model as ONNX with the batch dimension free.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its parameters, in the model's layout.</param>
    /// <returns>The ONNX file; the same bytes for the same model and parameters.</returns>
    byte[] Export(ModelSpec model, ReadOnlySpan<float> parameters) => Frame(model).Fill(parameters);

    /// <summary>Reads the ONNX twin of a program: a foreign file whose parameters are found by their names.</summary>
    /// <param name="model">The model, which is a program.</param>
    /// <param name="file">The ONNX file.</param>
    /// <exception cref="Errors.FederationException">FED1031 where it is no ONNX file or keeps numbers outside; FED1092 for each parameter or buffer that it does not have.</exception>
    ProgramTwin ReadTwin(ModelSpec model, ReadOnlyMemory<byte> file);

    /// <summary>Refuses an ONNX file of others that keeps numbers in files beside it, which would be read from wherever it is loaded.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="place">What it is, for messages.</param>
    /// <exception cref="Errors.FederationException">FED1031.</exception>
    void CheckForeign(ReadOnlyMemory<byte> file, string place);
}
