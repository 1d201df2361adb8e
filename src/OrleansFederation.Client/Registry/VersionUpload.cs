using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Calls;
using OrleansFederation.Errors;
using OrleansFederation.Naming;

namespace OrleansFederation.Registry;

/// <summary>Sends the files of a registration in pieces; where the silo that takes them is lost, it begins again.</summary>
internal static class VersionUpload
{
    private const int Piece = 1_000_000;
    private const int Attempts = 3;

    // Reading, checking and writing a large model takes longer than a look-up.
    private static readonly TimeSpan CompleteWithin = TimeSpan.FromMinutes(2);

    /// <summary>Names a file by its content.</summary>
    /// <exception cref="FederationException">FED1020 where it cannot be read.</exception>
    public static async Task<ArtifactRef> DescribeAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        return new(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)), file.Length);
    }

    /// <summary>Registers a version.</summary>
    public static async Task<VersionManifest> RegisterAsync(
        GrainCaller calls, IGrainFactory grains, RegistrationRequest request, IReadOnlyDictionary<ArtifactKind, string> files, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(calls, grains.GetGrain<IRegistrationGrain>(GrainKeys.Registration($"upload-{Guid.NewGuid():N}")), request, files, cancellationToken);
            }
            catch (FederationException lost) when (lost.Code == FederationErrors.RegistrationLost.Code && attempt < Attempts)
            {
                // Nothing of it is left: what a silo had taken went with it.
            }
        }
    }

    private static async Task<VersionManifest> AttemptAsync(
        GrainCaller calls, IRegistrationGrain intake, RegistrationRequest request, IReadOnlyDictionary<ArtifactKind, string> files, CancellationToken cancellationToken)
    {
        var place = $"model {request.Model}";
        if (await calls.RepeatableAsync(place, ct => intake.BeginAsync(request, ct), cancellationToken) is { } registered)
        {
            return registered;
        }

        foreach (var (kind, path) in files)
        {
            await SendAsync(calls, intake, place, kind, path, cancellationToken);
        }

        return await calls.RepeatableAsync(place, intake.CompleteAsync, cancellationToken, CompleteWithin);
    }

    private static async Task SendAsync(GrainCaller calls, IRegistrationGrain intake, string place, ArtifactKind kind, string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        var buffer = new byte[Piece];
        for (long offset = 0; await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var read;)
        {
            var (from, piece) = (offset, buffer[..read]);
            offset = await calls.RepeatableAsync(place, ct => intake.SendAsync(kind, from, piece, ct), cancellationToken);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(path, fault.Message, "Give a file that can be read."), fault);
        }
    }
}
