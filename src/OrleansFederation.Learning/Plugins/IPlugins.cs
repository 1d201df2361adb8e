namespace OrleansFederation.Plugins;

/// <summary>The plugins that this process has loaded. A silo has none: they are loaded in the process of a task.</summary>
public interface IPlugins
{
    /// <summary>Makes a plugin.</summary>
    /// <typeparam name="T">Its interface.</typeparam>
    /// <param name="plugin">What the spec asks for.</param>
    /// <exception cref="Errors.FederationException">FED3044 where this process loads none; FED3040, FED1081 where it cannot be made.</exception>
    T Make<T>(PluginSpec plugin)
        where T : class;

    /// <summary>Calls a plugin: what it throws fails the task as its own failure, and is nobody else's.</summary>
    /// <param name="plugin">Which one, for the message.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="Errors.FederationException">FED3040.</exception>
    static T Call<T>(PluginSpec plugin, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return call();
        }
        catch (Exception fault) when (IsOwn(fault))
        {
            throw Failed(plugin, fault);
        }
    }

    /// <summary>Whether what was thrown is the plugin's own failure, and not the end of its task.</summary>
    /// <param name="fault">What was thrown.</param>
    internal static bool IsOwn(Exception fault) => fault is not OperationCanceledException and not OutOfMemoryException;

    /// <summary>Makes the failure of a plugin of what it threw.</summary>
    /// <param name="plugin">Which one.</param>
    /// <param name="fault">What it threw.</param>
    internal static Errors.FederationException Failed(PluginSpec plugin, Exception fault) =>
        new(Errors.FederationErrors.PluginFailed.At($"the plugin {plugin.Name}", $"it threw {fault.GetType().Name}: {fault.Message}"), fault);
}
