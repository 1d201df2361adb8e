using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Hosting;

namespace OrleansFederation.Silos;

/// <summary>Runs a silo of a cluster in this process.</summary>
internal sealed class SiloRunCommand : FedCommand
{
    private readonly Option<string?> _config = new("--config") { Description = "A file of settings; what is said here or in the environment counts more (FED_CONFIG).", HelpName = "FILE" };
    private readonly Option<string?> _name = new("--name") { Description = "The silo's name (FED_SILO__NAME).", HelpName = "NAME" };
    private readonly Option<string[]> _role = new("--role") { Description = "What it does: coordinator, site, or both (FED_SILO__ROLES).", HelpName = "ROLE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _site = new("--site") { Description = "The sites whose data it mounts (FED_SILO__SITES).", HelpName = "SITE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int?> _siloPort = new("--silo-port") { Description = "The port for other silos (FED_SILO__SILOPORT).", HelpName = "PORT" };
    private readonly Option<int?> _gatewayPort = new("--gateway-port") { Description = "The port for clients (FED_SILO__GATEWAYPORT).", HelpName = "PORT" };
    private readonly Option<int?> _httpPort = new("--http-port") { Description = "The port of health, metrics and artifacts (FED_SILO__HTTPPORT).", HelpName = "PORT" };

    public SiloRunCommand()
        : base("run", "Runs a silo of a cluster until it is told to stop.", "fed silo run --config trial/north.json")
    {
        Add(_config);
        Add(_name);
        Add(_role);
        Add(_site);
        Add(_siloPort);
        Add(_gatewayPort);
        Add(_httpPort);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        List<string> arguments = [];
        if (context.Get(_config) is { } config)
        {
            arguments.AddRange([$"--{SiloProcess.ConfigKey}", config]);
        }

        Pass("Name", context.Get(_name));
        Pass("Roles", Joined(context.Get(_role)));
        Pass("Sites", Joined(context.Get(_site)));
        Pass("SiloPort", Number(context.Get(_siloPort)));
        Pass("GatewayPort", Number(context.Get(_gatewayPort)));
        Pass("HttpPort", Number(context.Get(_httpPort)));
        if (context.Settings.Repeat.Contains("--state", StringComparison.Ordinal))
        {
            Pass("State", context.Settings.StateDirectory);
        }

        if (context.Settings.Postgres is { } postgres)
        {
            arguments.AddRange([$"--{SiloProcess.PostgresKey}", postgres]);
        }

        try
        {
            await SiloProcess.RunAsync([.. arguments], cancellationToken);
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException exception)
        {
            throw new FederationException([.. exception.Failures.Select(failure => FederationErrors.SiloConfiguration.At("the silo's configuration", failure))]);
        }

        return ExitCodes.Ok;

        void Pass(string key, string? value)
        {
            if (value is not null)
            {
                arguments.AddRange([$"--{SiloOptions.Section}:{key}", value]);
            }
        }
    }

    private static string? Joined(string[]? words) => words is { Length: > 0 } ? string.Join(',', words) : null;

    private static string? Number(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
