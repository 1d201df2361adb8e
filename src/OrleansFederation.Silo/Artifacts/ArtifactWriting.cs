using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Answers PUT: streams a body into the store in blocks, and keeps it only if it is what its path says.</summary>
internal sealed class ArtifactWriting(IArtifactStore artifacts, IOptions<ArtifactsOptions> options)
{
    private const int Block = 1 << 18;

    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="rights">What the caller may.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, string digest, ArtifactRights rights)
    {
        var (request, largest) = (context.Request, options.Value.LargestBytes);
        var transient = string.Equals(request.Query["transient"], "true", StringComparison.OrdinalIgnoreCase);
        if (!rights.HasFlag(transient ? ArtifactRights.WriteTransient : ArtifactRights.WritePublished))
        {
            return ArtifactEndpoints.Refused(context);
        }

        if (request.ContentLength > largest)
        {
            return TooLarge(largest);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = largest;
        }

        await using var writer = await artifacts.BeginAsync(transient, context.RequestAborted);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var length = 0L;
            while (await request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
            {
                length += read;
                if (length > largest)
                {
                    return TooLarge(largest);
                }

                hash.AppendData(buffer, 0, read);
                await writer.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            }

            var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (actual != digest)
            {
                return ArtifactProblems.Of(FederationErrors.ArtifactMismatch, $"The {length} bytes that were sent have the SHA-256 {actual}.");
            }

            await writer.CompleteAsync(context.RequestAborted);
            return Results.Created(ArtifactEndpoints.Path + digest, null);
        }
        catch (BadHttpRequestException bad)
        {
            return ArtifactProblems.Of(FederationErrors.ArtifactMismatch, "The request's body broke off, or is larger than it may be.", bad.StatusCode);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static IResult TooLarge(long largest) =>
        ArtifactProblems.Of(FederationErrors.ArtifactMismatch, $"The artifact has more than the {largest} bytes that are taken.", StatusCodes.Status413PayloadTooLarge);
}
