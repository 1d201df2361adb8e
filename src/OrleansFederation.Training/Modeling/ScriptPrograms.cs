namespace OrleansFederation.Modeling;

/// <summary>Loads TorchScript files by TorchSharp.</summary>
internal sealed class ScriptPrograms : IPrograms
{
    /// <inheritdoc/>
    public IProgram Load(ReadOnlyMemory<byte> file, string place) => new ScriptProgram(file, place);
}
