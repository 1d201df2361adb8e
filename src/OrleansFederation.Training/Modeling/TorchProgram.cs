using System.Runtime.InteropServices;
using OrleansFederation.Errors;
using OrleansFederation.Native;
using OrleansFederation.Parameters;
using OrleansFederation.Plugins;
using TorchSharp;
using TorchSharp.Modules;

namespace OrleansFederation.Modeling;

/// <summary>
/// A program, loaded: a TorchScript file or the module of a plugin. Its parameters and buffers become views of a flat vector, as those of the platform's own layers are, so that
/// loading and reading the numbers is one copy.
/// </summary>
internal sealed class TorchProgram : IProgram
{
    private const string Counter = "num_batches_tracked";

    private readonly torch.nn.Module _module;
    private readonly torch.jit.ScriptModule? _script;
    private readonly Func<torch.Tensor, torch.Tensor> _forward;
    private readonly Dictionary<string, Parameter> _tensors = new(StringComparer.Ordinal);
    private readonly ParameterLayout _layout;
    private readonly FlatParameters _own;
    private readonly string _place;

    private TorchProgram(torch.nn.Module module, torch.jit.ScriptModule? script, Func<torch.Tensor, torch.Tensor> forward, string place)
    {
        (_module, _script, _forward, _place) = (module, script, forward, place);
        List<ProgramTensor> tensors = [];
        foreach (var (name, parameter) in _module.named_parameters())
        {
            Add(tensors, name, parameter, isBuffer: false);
        }

        foreach (var (name, buffer) in _module.named_buffers())
        {
            // BatchNorm counts its batches in an integer that only its momentum=None mode reads.
            if (name == Counter || name.EndsWith("." + Counter, StringComparison.Ordinal))
            {
                continue;
            }

            // A parameter takes its tensor's handle away, and a module of a plugin goes on reading its own: contiguous gives another of the same tensor.
            Add(tensors, name, new Parameter(buffer.is_contiguous() ? buffer.contiguous() : throw FederationErrors.ProgramUnusable.Exception(_place, $"its buffer '{name}' is not contiguous", "Register a contiguous tensor."), requires_grad: false), isBuffer: true);
        }

        Tensors = [.. tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        List<ParameterEntry> entries = [];
        var offset = 0;
        foreach (var tensor in Tensors)
        {
            entries.Add(new(tensor.Name, tensor.Shape, offset, tensor.IsBuffer ? ParameterKind.Buffer : ParameterKind.Trainable));
            offset += entries[^1].Length;
        }

        _layout = new(entries);
        _own = new(_layout);
        foreach (var entry in entries)
        {
            using var numbers = _tensors[entry.Name].contiguous();
            MemoryMarshal.Cast<byte, float>(numbers.bytes).CopyTo(_own.Values.Slice(entry.Offset, entry.Length));
        }

        Alias(_own);
    }

    /// <summary>Loads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">What it is, for messages.</param>
    /// <exception cref="FederationException">FED1090.</exception>
    public static TorchProgram Load(ReadOnlyMemory<byte> file, string place)
    {
        TorchNative.EnsureLoaded();
        var module = Native(() => torch.jit.load<torch.Tensor, torch.Tensor>(file.ToArray()), place);
        return new(module, module, module.forward, place);
    }

    /// <summary>Makes the model of a plugin.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="plugins">What makes it.</param>
    /// <param name="place">What it is, for messages.</param>
    /// <exception cref="FederationException">FED1090; FED3040, FED3044.</exception>
    public static TorchProgram Of(PluginSpec plugin, IPlugins plugins, string place)
    {
        TorchNative.EnsureLoaded();
        var made = plugins.Make<IModelPlugin>(plugin);
        var module = IPlugins.Call(plugin, () => made.Begin(new(plugin.Options)) ?? throw new InvalidOperationException("Begin gave no module."));
        return new(module, null, batch => IPlugins.Call(plugin, () => module.call(batch)), place);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProgramTensor> Tensors { get; }

    /// <summary>Makes the program's tensors views of a vector, which keeps its numbers.</summary>
    /// <param name="parameters">The vector, which has an entry for each of the program's tensors and lives as long as the program is used.</param>
    /// <returns>The leaves of the vector's trainable entries, in their order.</returns>
    /// <exception cref="FederationException">FED1091 where the entries are not the program's tensors.</exception>
    public IList<torch.Tensor> Alias(FlatParameters parameters)
    {
        if (!parameters.Layout.Entries.Select(entry => (entry.Name, Shape: string.Join(',', entry.Shape))).SequenceEqual(Tensors.Select(tensor => (tensor.Name, Shape: string.Join(',', tensor.Shape)))))
        {
            throw FederationErrors.ProgramMismatch.Exception(_place, "its parameters and buffers are not those that the spec names");
        }

        using var scope = torch.NewDisposeScope();
        using (torch.no_grad())
        {
            foreach (var entry in parameters.Layout.Entries)
            {
                torch.nn.utils.vector_to_parameters(parameters.Find(entry.Name)!.detach().flatten(), [_tensors[entry.Name]]);
            }
        }

        return [.. parameters.TrainableEntries.Select(entry => _tensors[entry.Name])];
    }

    /// <summary>Runs the program on a batch.</summary>
    /// <param name="batch">The inputs, the batch dimension first.</param>
    /// <param name="isTraining">Whether it trains.</param>
    /// <exception cref="FederationException">FED1090 where it fails.</exception>
    public torch.Tensor Forward(torch.Tensor batch, bool isTraining)
    {
        if (_module.training != isTraining)
        {
            Switch(isTraining);
        }

        return Native(() => _forward(batch), _place);
    }

    /// <inheritdoc/>
    public float[] Values() => _own.Values.ToArray();

    /// <inheritdoc/>
    public bool Switches()
    {
        Switch(isTraining: true);
        var trains = All(training: true);
        Switch(isTraining: false);
        return trains && All(training: false);

        bool All(bool training) => _script is not null ? _module.training == training : _module.modules().Prepend(_module).All(part => part.training == training);
    }

    /// <inheritdoc/>
    public (float[] Values, IReadOnlyList<int> Shape) Evaluate(ReadOnlySpan<float> values, ReadOnlySpan<float> inputs, IReadOnlyList<int> shape)
    {
        values.CopyTo(_own.Values);
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var output = Forward(torch.tensor(inputs.ToArray(), [.. shape.Select(size => (long)size)]), isTraining: false);
        if (output.dtype != torch.float32)
        {
            throw FederationErrors.ProgramUnusable.Exception(_place, $"it gives {output.dtype}, not float32");
        }

        return (MemoryMarshal.Cast<byte, float>(output.contiguous().bytes).ToArray(), [.. output.shape.Select(size => checked((int)size))]);
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        var script = _script ?? throw new InvalidOperationException("Only TorchScript is written again; a plugin is code.");
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            torch.jit.save(script, path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _module.Dispose();
        _own.Dispose();
    }

    private void Add(List<ProgramTensor> tensors, string name, Parameter parameter, bool isBuffer)
    {
        if (parameter.dtype != torch.float32)
        {
            throw FederationErrors.ProgramUnusable.Exception(_place, $"its {(isBuffer ? "buffer" : "parameter")} '{name}' is of {parameter.dtype}, and only float32 is trained together", "Convert the model by model.float().");
        }

        tensors.Add(new(name, [.. parameter.shape.Select(size => checked((int)size))], isBuffer));
        _tensors.Add(name, parameter);
    }

    private void Switch(bool isTraining)
    {
        if (isTraining)
        {
            _module.train();
        }
        else
        {
            _module.eval();
        }
    }

    // torch tells what went wrong in native code by one kind of exception, and behind the first line writes its own stack.
    private static T Native<T>(Func<T> call, string place)
    {
        try
        {
            return call();
        }
        catch (ExternalException fault)
        {
            throw new FederationException(FederationErrors.ProgramUnusable.At(place, fault.Message.Split('\n').Select(line => line.Trim()).First(line => line.Length > 0)), fault);
        }
    }
}
