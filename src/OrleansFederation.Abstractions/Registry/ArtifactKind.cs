namespace OrleansFederation.Registry;

/// <summary>The files of a version.</summary>
public enum ArtifactKind
{
    /// <summary>The parameters as safetensors.</summary>
    Safetensors = 0,

    /// <summary>The model as ONNX.</summary>
    Onnx = 1,
}
