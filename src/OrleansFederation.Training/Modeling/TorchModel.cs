using OrleansFederation.Plugins;
using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>
/// A model that TorchSharp computes, its parameters in one flat tensor. Two findings make it faster without changing what it
/// computes: a relu before a maxpool2d is done after it, on a smaller image (a maximum commutes with a function that does not fall, and
/// both orders pass the same gradient to the same element; exact); and from the first convolution on, images lie channels-last in
/// memory, where pooling is many times faster (equal but for the order of sums within later convolutions).
/// </summary>
internal sealed class TorchModel : IDisposable
{
    private static readonly string[] ImageKinds = ["avgpool2d", "batchnorm2d", "conv2d", "globalavgpool2d", "groupnorm", "maxpool2d"];

    private readonly List<LayerForward> _steps = [];
    private readonly TorchProgram? _program;

    /// <summary>Makes the model of a plan; its parameters are zeros until <see cref="Parameters"/> is written to.</summary>
    /// <param name="plan">The model worked out.</param>
    /// <param name="plainOrder">Whether to compute layer by layer as the plan has them, for comparison.</param>
    /// <param name="program">The TorchScript file of a model that is one; none of another.</param>
    /// <param name="plugins">What makes the plugin of a model that is one.</param>
    public TorchModel(ModelPlan plan, bool plainOrder = false, ReadOnlyMemory<byte> program = default, IPlugins? plugins = null)
    {
        Plan = plan;
        Parameters = new FlatParameters(plan.Layout);
        Leaves = Parameters.TrainableViews;
        if (plan.Spec.Program is { } spec)
        {
            _program = spec.Plugin is { } plugin ? TorchProgram.Of(plugin, plugins ?? new NoPlugins(), spec.Title) : TorchProgram.Load(program, spec.Title);
            Leaves = _program.Alias(Parameters);
            _steps.Add((batch, pass) => _program.Forward(batch, pass.Training));
            return;
        }

        var layers = plainOrder ? plan.Layers : PoolBeforeRelu(plan.Layers);
        var channelsLast = plainOrder;
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            _steps.Add(LayerModules.Of(layer.Spec.Kind).Build(layer, name => Parameters.Find($"{layer.Path}.{name}")));
            if (!channelsLast && layer.Spec.Kind == "conv2d" && layers.Skip(i + 1).SelectMany(next => next.Deep()).Any(next => ImageKinds.Contains(next.Spec.Kind)))
            {
                _steps.Add((image, _) => image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
                channelsLast = true;
            }
        }
    }

    /// <summary>The model worked out.</summary>
    public ModelPlan Plan { get; }

    /// <summary>Parameters and buffers.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>What gradients reach, in the order of the trainable entries: views of <see cref="Parameters"/>.</summary>
    public IList<torch.Tensor> Leaves { get; }

    /// <summary>Runs the model on a batch.</summary>
    /// <param name="batch">The inputs, the batch dimension first. Not changed.</param>
    /// <param name="pass">How it is run.</param>
    /// <returns>The outputs, the batch dimension first; intermediate tensors are left to the caller's dispose scope.</returns>
    public torch.Tensor Forward(torch.Tensor batch, ForwardPass pass)
    {
        var value = batch;
        pass = pass with { Padding = new() };
        foreach (var step in _steps)
        {
            value = step(value, pass);
        }

        return value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _program?.Dispose();
        Parameters.Dispose();
    }

    private static List<LayerPlan> PoolBeforeRelu(IReadOnlyList<LayerPlan> layers)
    {
        List<LayerPlan> order = [.. layers];
        for (var i = 0; i + 1 < order.Count; i++)
        {
            if (order[i].Spec.Kind == "relu" && order[i + 1].Spec.Kind == "maxpool2d")
            {
                (order[i], order[i + 1]) = (order[i + 1], order[i]);
            }
        }

        return order;
    }
}
