using Microsoft.Extensions.Options;
using OrleansFederation.Errors;
using OrleansFederation.Hosting;

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
