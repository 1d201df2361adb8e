using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Rounds;

/// <summary>Opens stored vectors to be read block by block.</summary>
internal static class ParameterFiles
{
    /// <summary>Opens a safetensors file and checks what stands before its numbers.</summary>
    /// <param name="artifacts">The store.</param>
    /// <param name="file">The file.</param>
    /// <param name="layout">The layout that it must have.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The reader, which stands at the first number.</returns>
    /// <exception cref="FederationException">FED2006 where the file is cut short; FED1030 where it is of another layout.</exception>
    public static async Task<BlockReader> OpenAsync(IArtifactStore artifacts, ArtifactRef file, ParameterLayout layout, string place, CancellationToken cancellationToken)
    {
        var reader = BlockReader.Of(artifacts, file);
        try
        {
            var opening = new byte[Safetensors.Opening(layout).Length];
            if (!await reader.TryReadAsync(opening, cancellationToken))
            {
                throw FederationErrors.ArtifactDamaged.Exception(place, "it is cut short");
            }

            Safetensors.CheckOpening(layout, opening, file.Length, place);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
