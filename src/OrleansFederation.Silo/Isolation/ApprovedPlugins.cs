using OrleansFederation.Errors;
using OrleansFederation.Plugins;

namespace OrleansFederation.Isolation;

/// <summary>The plugins of a task, each approved at the site for what it is to do.</summary>
internal sealed class ApprovedPlugins
{
    private readonly IReadOnlyList<PluginApproval> _approvals;

    private ApprovedPlugins(IReadOnlyList<PluginApproval> approvals, string names, string site)
    {
        (_approvals, Names, Place) = (approvals, names, $"site {site}, {names}");
        (Memory, Time) = (approvals.Min(approval => approval.Memory), approvals.Min(approval => approval.Time));
    }

    /// <summary>The plugins' names, as specs have them.</summary>
    public string Names { get; }

    /// <summary>The place of problems with them: the site and the names.</summary>
    public string Place { get; }

    /// <summary>The bytes that the task may hold: the least that one of them allows.</summary>
    public long Memory { get; }

    /// <summary>How long the task may run: the shortest that one of them allows.</summary>
    public TimeSpan Time { get; }

    /// <summary>Finds what approves the plugins of a task.</summary>
    /// <param name="approvals">The site's approvals.</param>
    /// <param name="plugins">What the task needs, at least one.</param>
    /// <param name="site">The site, for messages.</param>
    /// <exception cref="FederationException">FED4030 for each that is not approved for what it is to do; FED1080.</exception>
    public static ApprovedPlugins Find(IPluginApprovals approvals, IReadOnlyList<PluginUse> plugins, string site) =>
        new(Check(approvals, plugins, site), $"plugin {Named(plugins)}", site);

    /// <summary>Asks whether plugins are approved.</summary>
    /// <param name="approvals">The site's approvals.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="site">The site, for messages.</param>
    /// <returns>The approvals, one a digest.</returns>
    /// <exception cref="FederationException">FED4030 for each digest that is not approved for all that it is to do; FED1080.</exception>
    public static IReadOnlyList<PluginApproval> Check(IPluginApprovals approvals, IReadOnlyList<PluginUse> plugins, string site)
    {
        List<Problem> problems = [];
        List<PluginApproval> found = [];
        foreach (var uses in plugins.GroupBy(use => use.Plugin.Digest, StringComparer.Ordinal))
        {
            var approval = approvals.Find(uses.Key);
            PluginKind[] missing = [.. uses.Select(use => use.Kind).Distinct().Except(approval?.Kinds ?? [])];
            if (approval is not null && missing.Length == 0)
            {
                found.Add(approval);
                continue;
            }

            // The command replaces what there is: it names what is approved already, too.
            problems.Add(FederationErrors.PluginNotApproved.At(
                $"site {site}, plugin {Named(uses)}",
                approval is null ? $"nothing approves the digest {uses.Key}" : $"the digest {uses.Key} is approved, but not for {string.Join(", ", missing.Select(PluginKinds.Word))}",
                Remedy([.. (approval?.Kinds ?? []).Union(missing)], uses.Key)));
        }

        return problems.Count == 0 ? found : throw new FederationException([.. problems]);
    }

    /// <summary>Copies their files. What is loaded is what was copied, and what was copied has the approved digests.</summary>
    /// <param name="folder">Where to.</param>
    /// <exception cref="FederationException">FED4031 where the files have another digest; FED1081 where they cannot be read.</exception>
    public IReadOnlyList<WorkerPlugin> CopyTo(string folder)
    {
        List<WorkerPlugin> copied = [];
        foreach (var approval in _approvals.Where(approval => approval.Assembly.Length > 0))
        {
            var copy = Path.Combine(folder, approval.Digest[ApprovalText.DigestPrefix.Length..]);
            Directory.CreateDirectory(copy);
            var digest = Copy(approval, copy);
            if (digest != approval.Digest)
            {
                throw FederationErrors.PluginChanged.Exception(Place, $"the files of the plugin that the site calls {approval.Name} have the digest {digest}, but {approval.Digest} was approved");
            }

            copied.Add(new(approval.Digest, Path.Combine(copy, approval.Assembly)));
        }

        return copied;
    }

    private static string Named(IEnumerable<PluginUse> plugins) => string.Join(", ", plugins.Select(use => use.Plugin.Name).Distinct(StringComparer.Ordinal));

    // Of a model, the digest alone does not say whether it is one TorchScript file or a plugin's folder.
    private static string Remedy(IReadOnlyList<PluginKind> kinds, string digest) =>
        $"At the site, look the {(kinds.Contains(PluginKind.Model) ? "TorchScript file or the plugin" : "plugin")} over and approve it: `fed plugin approve {(kinds.Contains(PluginKind.Model) ? "FILE.pt|PATH" : "PATH")} --kind {string.Join(' ', kinds.Select(PluginKinds.Word))} --digest {digest}`.";

    // Where the files are is the site's own business, and the message may leave it.
    private string Copy(PluginApproval approval, string copy)
    {
        try
        {
            return PluginFolder.Copy(approval.Folder, copy);
        }
        catch (FederationException fault)
        {
            throw new FederationException(FederationErrors.PluginUnusable.At(Place, $"the files that the site's approval of {approval.Name} names cannot be read; its log says why"), fault);
        }
    }
}
