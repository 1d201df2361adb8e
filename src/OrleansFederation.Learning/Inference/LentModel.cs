using OrleansFederation.Artifacts;

namespace OrleansFederation.Inference;

/// <summary>An ONNX file that a runner knows without its being in a store, until it is disposed.</summary>
/// <param name="onnx">The name by which it is run.</param>
/// <param name="end">Makes the runner forget it.</param>
public sealed class LentModel(ArtifactRef onnx, Action end) : IDisposable
{
    private Action? _end = end;

    /// <summary>The name by which it is run.</summary>
    public ArtifactRef Onnx => onnx;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
