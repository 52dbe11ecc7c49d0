namespace Postroom.Imap.Server.Tests;

public class CommandSchedulerTests
{
    private const CommandTraits Search = CommandTraits.ReadsMessages | CommandTraits.MayBeOvertaken | CommandTraits.UsesSequenceNumbers;
    private const CommandTraits Fetch = CommandTraits.ReadsMessages | CommandTraits.UsesSequenceNumbers;
    private const CommandTraits Store = CommandTraits.WritesMessages | CommandTraits.UsesSequenceNumbers;

    [Fact]
    public void A_long_search_does_not_hold_up_the_fetch_behind_it()
    {
        var run = new Run();
        PendingCommand search = run.Send(Search);
        PendingCommand fetch = run.Send(Fetch);
        Assert.Equal([search, fetch], run.Started);
        run.End(fetch);
        run.End(search);
        Assert.True(run.Scheduler.IsIdle);
    }

    [Fact]
    public void A_store_waits_for_the_search_before_it_and_holds_up_the_fetch_behind_it()
    {
        var run = new Run();
        PendingCommand search = run.Send(Search);
        PendingCommand store = run.Send(Store);
        PendingCommand fetch = run.Send(Fetch);
        Assert.Equal([search], run.Started);
        run.End(search);
        Assert.Equal([search, store], run.Started);
        run.End(store);
        Assert.Equal([search, store, fetch], run.Started);
    }

    [Fact]
    public void Nothing_passes_a_command_that_runs_alone()
    {
        var run = new Run();
        PendingCommand search = run.Send(Search);
        PendingCommand select = run.Send(CommandTraits.Alone);
        PendingCommand noop = run.Send(CommandTraits.None);
        Assert.Equal([search], run.Started);
        run.End(search);
        Assert.Equal([search, select], run.Started);
        run.End(select);
        Assert.Equal([search, select, noop], run.Started);
    }

    [Fact]
    public void Commands_that_end_at_once_run_in_the_order_they_were_sent()
    {
        var order = new List<PendingCommand>();
        var scheduler = new CommandScheduler(
            (command, _) =>
            {
                order.Add(command);
                return Task.CompletedTask;
            },
            1000,
            1 << 20,
            new SharedBudget(long.MaxValue),
            new SharedBudget(long.MaxValue));
        PendingCommand[] sent = [.. Enumerable.Range(0, 100).Select(static _ => new PendingCommand { Tag = [], Traits = Fetch })];
        foreach (PendingCommand command in sent)
        {
            scheduler.Enqueue(command);
        }

        Assert.Equal(sent, order);
        Assert.True(scheduler.WhenIdleAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void Expunges_are_held_while_another_command_that_was_read_names_sequence_numbers()
    {
        var run = new Run();
        PendingCommand noop = run.Send(CommandTraits.None);
        Assert.False(run.Scheduler.HoldsExpunges(noop));
        PendingCommand fetch = run.Send(Fetch); // waits behind the NOOP
        Assert.True(run.Scheduler.HoldsExpunges(noop));
        run.End(noop);
        Assert.False(run.Scheduler.HoldsExpunges(fetch)); // its own numbers are resolved
        run.End(fetch);
        Assert.False(run.Scheduler.HoldsExpunges(null));
    }

    [Fact]
    public async Task The_reader_waits_at_its_budget_and_goes_on_below_it()
    {
        var run = new Run(maxWaiting: 2);
        PendingCommand first = run.Send(CommandTraits.Alone);
        run.Send(CommandTraits.None);
        Assert.True(run.Scheduler.WhenRoomAsync().IsCompletedSuccessfully);
        run.Send(CommandTraits.None);
        Task room = run.Scheduler.WhenRoomAsync();
        Assert.False(room.IsCompleted);
        run.End(first);
        Assert.Equal(2, run.Started.Count);
        run.End(run.Started[1]);
        await room.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Where_too_many_wait_in_all_sessions_few_may_wait_in_each_and_what_has_run_counts_no_more()
    {
        var all = new SharedBudget(20);
        var crowd = new Run(all: all);
        PendingCommand first = crowd.Send(CommandTraits.Alone);
        for (int i = 0; i < 20; i++)
        {
            crowd.Send(CommandTraits.None);
        }

        var late = new Run(all: all);
        PendingCommand running = late.Send(CommandTraits.Alone);
        PendingCommand[] waiting = [.. Enumerable.Range(0, 8).Select(_ => late.Send(CommandTraits.None))];
        Task room = late.Scheduler.WhenRoomAsync();
        Assert.False(room.IsCompleted);
        Assert.Equal(28, all.Held);
        late.End(running); // one of eight runs: seven wait
        late.End(waiting[0]);
        Assert.True(room.IsCompletedSuccessfully);

        crowd.End(first);
        while (!crowd.Scheduler.IsIdle)
        {
            crowd.End(crowd.Started[^1]);
        }

        Assert.Equal(6, all.Held);
        Assert.True(late.Scheduler.WhenRoomAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void Where_all_sessions_commands_take_too_much_each_may_have_little_and_what_has_run_counts_no_more()
    {
        var all = new SharedBudget(1 << 20);
        var crowd = new Run(allOctets: all);
        PendingCommand large = crowd.Send(CommandTraits.Alone, 1 << 20);

        var late = new Run(allOctets: all);
        PendingCommand running = late.Send(CommandTraits.Alone, 4 << 10);
        Assert.True(late.Scheduler.WhenRoomAsync().IsCompletedSuccessfully);
        late.Send(CommandTraits.None, 4 << 10);
        Task room = late.Scheduler.WhenRoomAsync();
        Assert.False(room.IsCompleted);
        late.End(running);
        Assert.True(room.IsCompletedSuccessfully);

        crowd.End(large);
        Assert.Equal(4 << 10, all.Held);
        late.Send(CommandTraits.Alone, 1 << 19);
        Assert.True(late.Scheduler.WhenRoomAsync().IsCompletedSuccessfully);
    }

    private sealed class Run
    {
        private readonly Dictionary<PendingCommand, TaskCompletionSource> _running = [];

        public Run(int maxWaiting = 1000, SharedBudget? all = null, SharedBudget? allOctets = null) =>
            Scheduler = new(StartAsync, maxWaiting, 1 << 20, all ?? new SharedBudget(long.MaxValue), allOctets ?? new SharedBudget(long.MaxValue));

        public CommandScheduler Scheduler { get; }

        public List<PendingCommand> Started { get; } = [];

        public PendingCommand Send(CommandTraits traits, int octets = 0)
        {
            var command = new PendingCommand { Tag = [], Traits = traits, Octets = octets };
            Scheduler.Enqueue(command);
            return command;
        }

        // Continuations run here and now (not under the runner's context): what the scheduler does next is done when this returns.
        public void End(PendingCommand command)
        {
            SynchronizationContext? context = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            _running[command].SetResult();
            SynchronizationContext.SetSynchronizationContext(context);
        }

        private Task StartAsync(PendingCommand command, bool isReader)
        {
            Started.Add(command);
            return (_running[command] = new()).Task;
        }
    }
}
