namespace OrleansFederation.Training;

public sealed class BatchOrderTests
{
    [Fact]
    public void Every_epoch_has_every_example_once_in_an_order_of_its_own()
    {
        var batches = All(new(new() { BatchSize = 4, Epochs = 2 }, 10, 3));

        Assert.Equal([4, 4, 2, 4, 4, 2], batches.Select(batch => batch.Length));
        var (first, second) = (batches[..3].SelectMany(batch => batch).ToArray(), batches[3..].SelectMany(batch => batch).ToArray());
        Assert.Equal(Enumerable.Range(0, 10), first.Order());
        Assert.Equal(Enumerable.Range(0, 10), second.Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Steps_run_on_over_epochs_and_end_within_one()
    {
        BatchOrder order = new(new() { BatchSize = 4, Steps = 5 }, 10, 3);

        var batches = All(order);

        Assert.Equal(All(new(new() { BatchSize = 4, Epochs = 2 }, 10, 3))[..5], batches);
        Assert.Equal((5, 2, 2, 8, 18), (order.Done, order.Epoch, order.StepOfEpoch, order.Seen, order.Examples));
    }

    [Fact]
    public void Fewer_steps_than_an_epoch_leave_examples_out() =>
        Assert.Equal([4, 4], All(new(new() { BatchSize = 4, Steps = 2 }, 10, 3)).Select(batch => batch.Length));

    [Fact]
    public void A_bound_ends_the_specs_own_work_early_with_the_same_batches_and_never_adds_to_it()
    {
        var own = All(new(new() { BatchSize = 4, Epochs = 2 }, 10, 3));

        Assert.Equal(own[..4], All(new(new() { BatchSize = 4, Epochs = 2 }, 10, 3, most: 4)));
        Assert.Equal(own, All(new(new() { BatchSize = 4, Epochs = 2 }, 10, 3, most: 100)));
        Assert.Equal(own[..5], All(new(new() { BatchSize = 4, Steps = 5 }, 10, 3, most: 6)));
    }

    [Fact]
    public void Fewer_examples_than_a_batch_make_one_batch() =>
        Assert.Equal([3, 3], All(new(new() { BatchSize = 8, Epochs = 2 }, 3, 3)).Select(batch => batch.Length));

    private static int[][] All(BatchOrder order)
    {
        List<int[]> batches = [];
        while (order.TryNext(out var indices))
        {
            batches.Add(indices.ToArray());
        }

        return [.. batches];
    }
}
