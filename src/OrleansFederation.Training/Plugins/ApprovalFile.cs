using System.Globalization;
using System.Text;
using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>A site's own file of approvals, in the form of <see cref="ApprovalText"/>. It is read at every task and sent to nobody. A file that is not there approves nothing.</summary>
/// <param name="location">Where it is.</param>
public sealed class ApprovalFile(string location) : IPluginApprovals
{
    private const int MostBytes = 1 << 20;

    /// <summary>Where the file is when nothing else is said: what FED_APPROVALS names, or a file among the user's settings.</summary>
    public static string StandardLocation => Environment.GetEnvironmentVariable("FED_APPROVALS") is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "orleans-federation", "approvals.json");

    /// <summary>Where it is.</summary>
    public string Location => location;

    /// <inheritdoc/>
    public PluginApproval? Find(string digest) => Read().FirstOrDefault(approval => approval.Digest == digest);

    /// <summary>Reads all approvals, in their order.</summary>
    /// <exception cref="FederationException">FED1080 with everything that is wrong.</exception>
    public IReadOnlyList<PluginApproval> Read()
    {
        try
        {
            return new FileInfo(location) is not { Exists: true } file ? []
                : file.Length <= MostBytes ? ApprovalText.Read(File.ReadAllText(location, Encoding.UTF8), location)
                : throw FederationErrors.ApprovalsMalformed.Exception(location, $"it has {file.Length} bytes, more than {MostBytes}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.ApprovalsMalformed.At(location, fault.Message), fault);
        }
    }

    /// <summary>Adds an approval, or replaces that of the same digest.</summary>
    /// <param name="approval">The approval.</param>
    /// <exception cref="FederationException">FED1080 where what is there cannot be read; FED1042 where the file cannot be written.</exception>
    public void Approve(PluginApproval approval) => Write([.. Read().Where(other => other.Digest != approval.Digest), approval]);

    /// <summary>Removes an approval.</summary>
    /// <param name="digest">The digest.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="FederationException">FED1080 where what is there cannot be read; FED1042 where the file cannot be written.</exception>
    public bool Revoke(string digest)
    {
        var all = Read();
        PluginApproval[] others = [.. all.Where(other => other.Digest != digest)];
        if (others.Length == all.Count)
        {
            return false;
        }

        Write(others);
        return true;
    }

    // Moved into place whole: who reads at that moment sees the file before or after.
    private void Write(IReadOnlyList<PluginApproval> approvals)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(location))!);
            var draft = string.Create(CultureInfo.InvariantCulture, $"{location}.{Environment.ProcessId}.tmp");
            File.WriteAllText(draft, ApprovalText.Write(approvals));
            File.Move(draft, location, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.FileNotWritable.At(location, fault.Message), fault);
        }
    }
}
