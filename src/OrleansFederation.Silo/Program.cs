using Microsoft.Extensions.Options;
using OrleansFederation.Errors;
using OrleansFederation.Hosting;
using OrleansFederation.Isolation;

if (args is [SiteWorker.Verb, var folder])
{
    return await SiteWorker.RunAsync(folder);
}

try
{
    await SiloProcess.RunAsync(args);
    return ExitCodes.Ok;
}
catch (OptionsValidationException exception)
{
    foreach (var failure in exception.Failures)
    {
        await Console.Error.WriteLineAsync($"error {FederationErrors.SiloConfiguration.Code}: {failure}");
    }

    return FederationErrors.SiloConfiguration.ExitCode;
}
catch (FederationException exception)
{
    foreach (var problem in exception.Problems)
    {
        await Console.Error.WriteLineAsync($"error {problem}");
    }

    return FederationErrors.Find(exception.Code)?.ExitCode ?? ExitCodes.Fault;
}
