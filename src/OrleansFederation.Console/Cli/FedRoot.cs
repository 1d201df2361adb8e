using System.CommandLine;
using System.CommandLine.Help;
using OrleansFederation.Aggregation;
using OrleansFederation.Auditing;
using OrleansFederation.Clients;
using OrleansFederation.Cluster;
using OrleansFederation.Completion;
using OrleansFederation.Connections;
using OrleansFederation.CrossValidation;
using OrleansFederation.Data;
using OrleansFederation.Doctor;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Identity;
using OrleansFederation.Inference;
using OrleansFederation.Plugins;
using OrleansFederation.Registry;
using OrleansFederation.Reports;
using OrleansFederation.Rounds;
using OrleansFederation.Runs;
using OrleansFederation.Silos;
using OrleansFederation.Specs;
using OrleansFederation.Tracking;

namespace OrleansFederation.Cli;

/// <summary>The tree of commands.</summary>
internal sealed class FedRoot : RootCommand, IExample
{
    /// <summary>The name that people type, whatever file the program was started from.</summary>
    public const string Program = "fed";

    private const int HelpWidth = 80;

    public FedRoot(GlobalOptions options)
        : base("Trains models where private data is, keeps their lineage, and serves them.")
    {
        options.AddTo(this);
        Add(new RunCommand());
        Add(new EvaluateCommand());
        Add(new FedGroup("federation", "What is trained.", "fed federation list",
            new FederationListCommand(), new FederationShowCommand(), new FederationWatchCommand(), new FederationStopCommand(),
            new FederationCompareCommand(), new FederationExportCommand()));
        Add(new ReportCommand());
        Add(new FedGroup("round", "The rounds of a federation.", "fed round list quickstart",
            new RoundListCommand(), new RoundShowCommand(), new RoundWatchCommand(), new RoundWaitCommand(), new RoundReplayCommand()));
        Add(new FedGroup("client", "Who takes part with private data.", "fed client list",
            new ClientListCommand(), new ClientShowCommand(), new ClientReleaseCommand()));
        Add(new FedGroup("model", "Models, their versions, and where these come from.", "fed model list",
            new ModelListCommand(), new ModelShowCommand(), new ModelLineageCommand(), new ModelExportCommand(), new ModelRegisterCommand(), new ModelDescribeCommand(), new ModelPublicCommand(),
            new FedGroup("alias", "Names that point at versions.", "fed model alias set digits production v10",
                new AliasSetCommand(), new AliasRemoveCommand(), new AliasHistoryCommand())));
        Add(new FedGroup("grant", "Who may do what with a model.", "fed grant list digits",
            new GrantGiveCommand(), new GrantRevokeCommand(), new GrantListCommand()));
        Add(new FedGroup("token", "Who calls: the tokens that a cluster believes.", "fed token issue --key issuer.pem --name alice --role operator",
            new TokenKeyCommand(), new TokenIssueCommand(), new TokenShowCommand(), new TokenRevokeCommand()));
        Add(new FedGroup("site", "Sites that take part: invited, joined, approved.", "fed site list",
            new SiteInviteCommand(), new SiteJoinCommand(), new SiteListCommand(), new SiteApproveCommand(), new SiteRevokeCommand()));
        Add(new FedGroup("audit", "The record of refused and privileged calls.", "fed audit list --since 24h", new AuditListCommand()));
        Add(new AggregateCommand());
        Add(new InferCommand());
        Add(new FedGroup("spec", "The files that describe federations.", "fed spec check my-federation.yaml",
            new SpecSchemaCommand(), new SpecCheckCommand()));
        Add(new FedGroup("data", "Files of one's own, before they are trained on.", "fed data describe patients.csv", new DataDescribeCommand()));
        Add(new FedGroup("plugin", "Code of one's own, and what a site lets run.", "fed plugin approve bin/Release/net10.0/MyPlugin.dll --kind data",
            new PluginDigestCommand(), new PluginApproveCommand(), new PluginListCommand(), new PluginRevokeCommand()));
        Add(new FedGroup("profile", "Which cluster to talk to, and with which credentials.", "fed profile add trial --gateway 127.0.0.1:30000 --use",
            new ProfileAddCommand(), new ProfileUseCommand(), new ProfileListCommand(), new ProfileShowCommand(), new ProfileRemoveCommand()));
        Add(new FedGroup("cluster", "Silos, sites, and what runs where.", "fed cluster show",
            new ClusterShowCommand(), new ClusterInitCommand()));
        Add(new FedGroup("silo", "The processes of a cluster.", "fed silo migrate",
            new SiloRunCommand(), new SiloMigrateCommand()));
        Add(new FedGroup("tls", "Certificates of silos and client programs.", "fed tls init --out ca",
            new TlsInitCommand(), new TlsIssueCommand(), new TlsRevokeCommand()));
        Add(new DoctorCommand());
        Add(new ExplainCommand());
        Add(new CompletionCommand());

        var help = Options.OfType<HelpOption>().Single();
        help.Description = "Show help.";
        help.Action = new ExampleHelp(new HelpAction { MaxWidth = HelpWidth });
        Options.OfType<VersionOption>().Single().Description = "Show the version.";
    }

    /// <inheritdoc/>
    public string Example => "fed run quickstart";
}
