//! Page lifecycle: hidden and visible, suspended and resumed, offline and online.

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::ReadyState;
use eventsource_wasm::protocol::failure::Reason;
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::page::PageEvent;

use crate::scenario::{EVENT_STREAM, OPTIONS, Scenario, closed, rejected};

use PageEvent::{BeforeUnload, Hidden, Offline, Online, Resumed, Suspended, Visible};

fn paused_when_hidden() -> Scenario {
    Scenario::with(Options { pause_when_hidden: true, ..OPTIONS })
}

#[test]
fn a_suspended_page_has_no_connection_and_connects_again_without_an_error_or_a_wait() {
    let mut scenario = Scenario::open();
    scenario.receive("id: 7\ndata: a\n\nid: 8\n");
    scenario.page_event(Suspended);
    assert_eq!(scenario.actions(), [Action::Abort, Action::SetConnecting]);
    assert_eq!(scenario.source.ready_state(), ReadyState::Connecting);
    scenario.advance(1e9);
    assert_eq!(scenario.actions(), []);
    scenario.page_event(Resumed);
    scenario.connect();
    assert_eq!(scenario.source.last_event_id(), b"7");
}

#[test]
fn stale_results_are_ignored_while_the_page_is_suspended() {
    let mut scenario = Scenario::open();
    scenario.page_event(Suspended);
    scenario.actions();
    scenario.network_error();
    scenario.end();
    scenario.respond(200, EVENT_STREAM);
    scenario.receive("data: x\n\n");
    scenario.source.handle_failure(Reason::Refused, 0.0, 0.0);
    scenario.source.handle_stop();
    assert_eq!(scenario.actions(), []);
    assert_eq!(scenario.data, [""; 0]);
}

#[test]
fn the_grace_period_is_longer_after_beforeunload() {
    let mut scenario = Scenario::open();
    assert_eq!(scenario.source.unload_grace_period(scenario.now), 20);
    scenario.page_event(BeforeUnload);
    assert_eq!(scenario.actions(), []);
    scenario.now += 1_999.0;
    assert_eq!(scenario.source.unload_grace_period(scenario.now), 2_000);
    scenario.now += 1.0;
    assert_eq!(scenario.source.unload_grace_period(scenario.now), 20, "it was not unloaded");
}

#[test]
fn a_fetch_is_paused_without_an_event() {
    let mut scenario = Scenario::new();
    scenario.actions();
    scenario.page_event(Suspended);
    assert_eq!(scenario.actions(), [Action::Abort]);
    scenario.page_event(Resumed);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn suspension_does_not_shorten_a_wait() {
    let mut scenario = Scenario::open();
    scenario.network_error();
    scenario.actions();
    scenario.now += 1_000.0;
    scenario.page_event(Suspended);
    assert_eq!(scenario.actions(), [Action::Abort]);
    scenario.now += 500.0;
    scenario.page_event(Resumed);
    assert_eq!(scenario.actions(), [Action::Wait(1_500)]);
    scenario.page_event(Suspended);
    scenario.now += 1_500.0;
    scenario.page_event(Resumed);
    assert_eq!(scenario.actions(), [Action::Abort, Action::Fetch]);
}

#[test]
fn hiding_the_page_changes_nothing_by_default() {
    let mut scenario = Scenario::open();
    scenario.page_event(Hidden);
    scenario.page_event(Visible);
    assert_eq!(scenario.actions(), []);
}

#[test]
fn a_hidden_page_has_no_connection_with_the_option() {
    let mut scenario = paused_when_hidden();
    scenario.connect();
    scenario.page_event(Hidden);
    assert_eq!(scenario.actions(), [Action::Abort, Action::SetConnecting]);
    scenario.page_event(Visible);
    scenario.connect();
}

#[test]
fn an_event_source_of_a_hidden_page_connects_when_the_page_becomes_visible() {
    let mut scenario = paused_when_hidden();
    scenario.page_event(Hidden);
    assert_eq!(scenario.actions(), [Action::Abort]);
    scenario.page_event(Visible);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn a_page_that_is_suspended_and_hidden_connects_when_it_is_neither() {
    let orders = [[Hidden, Suspended, Resumed, Visible], [Suspended, Hidden, Visible, Resumed]];
    for order in orders {
        let mut scenario = paused_when_hidden();
        scenario.connect();
        let actions = order.map(|event| {
            scenario.page_event(event);
            scenario.actions()
        });
        assert_eq!(actions, [vec![Action::Abort, Action::SetConnecting], vec![], vec![], vec![Action::Fetch]]);
    }
}

#[test]
fn the_same_page_event_twice_changes_nothing() {
    let mut scenario = Scenario::open();
    scenario.page_event(Resumed);
    scenario.page_event(Online);
    assert_eq!(scenario.actions(), []);
    scenario.page_event(Suspended);
    scenario.page_event(Suspended);
    assert_eq!(scenario.actions(), [Action::Abort, Action::SetConnecting]);
    scenario.page_event(Resumed);
    scenario.page_event(Resumed);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn online_ends_the_wait_after_a_network_error() {
    let mut scenario = Scenario::new();
    for _ in 0..4 {
        scenario.actions();
        scenario.wait_after(Scenario::network_error);
    }
    scenario.actions();
    scenario.network_error();
    scenario.actions();
    scenario.page_event(Online);
    assert_eq!(scenario.actions(), [Action::Fetch]);
    assert_eq!(scenario.wait_after(Scenario::network_error), 3_000, "the count of failures starts again");
}

#[test]
fn online_does_not_end_the_wait_after_a_clean_end() {
    let mut scenario = Scenario::open();
    scenario.end();
    scenario.actions();
    scenario.now += 1_000.0;
    scenario.page_event(Online);
    assert_eq!(scenario.actions(), [Action::Wait(2_000)]);
}

#[test]
fn online_resets_the_count_of_retries() {
    let mut scenario = Scenario::with_backoff(Backoff { retries: 1, ..Backoff::default() });
    scenario.actions();
    scenario.network_error();
    scenario.page_event(Online);
    scenario.actions();
    scenario.network_error();
    assert_eq!(scenario.source.ready_state(), ReadyState::Connecting);
    scenario.end_wait();
    scenario.actions();
    scenario.network_error();
    assert_eq!(scenario.source.ready_state(), ReadyState::Closed);
}

#[test]
fn online_ends_the_wait_of_a_suspended_page_when_it_resumes() {
    let mut scenario = Scenario::open();
    scenario.network_error();
    scenario.page_event(Suspended);
    scenario.page_event(Online);
    scenario.actions();
    scenario.page_event(Resumed);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn window_stop_fails_the_connection() {
    let scenarios: [fn() -> Scenario; 2] = [Scenario::open, || {
        let mut scenario = Scenario::new();
        scenario.actions();
        scenario
    }];
    for scenario in scenarios {
        let mut scenario = scenario();
        let was_open = scenario.source.ready_state() == ReadyState::Open;
        scenario.source.handle_stop();
        assert_eq!(scenario.actions(), if was_open { closed(Reason::Stopped) } else { rejected(Reason::Stopped) });
    }
}

#[test]
fn window_stop_does_not_end_a_wait() {
    let mut scenario = Scenario::open();
    scenario.network_error();
    scenario.actions();
    scenario.source.handle_stop();
    assert_eq!(scenario.actions(), []);
}

#[test]
fn no_page_event_reopens_a_closed_event_source() {
    let mut scenario = paused_when_hidden();
    scenario.connect();
    scenario.page_event(Hidden);
    scenario.actions();
    scenario.source.close();
    assert_eq!(scenario.actions(), [Action::Abort]);
    for event in [Visible, Hidden, Visible, Suspended, Resumed, Online] {
        scenario.page_event(event);
        assert_eq!(scenario.actions(), []);
    }
}

#[test]
fn online_ends_the_wait_after_a_failure_of_the_options() {
    let mut scenario = Scenario::new();
    scenario.actions();
    scenario.source.handle_failure(Reason::Options, 0.0, 0.0);
    scenario.actions();
    scenario.page_event(Online);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn an_offline_browser_makes_no_attempt_until_it_is_online() {
    let mut scenario = Scenario::open();
    scenario.page_event(Offline);
    scenario.network_error();
    scenario.actions();
    scenario.advance(3_000.0);
    assert_eq!(scenario.actions(), [Action::Wait(30_000)]);
    scenario.advance(1_000.0);
    scenario.actions();
    scenario.page_event(Online);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn a_browser_that_says_it_is_offline_tries_nevertheless_after_the_longest_wait() {
    let mut scenario = Scenario::open();
    scenario.page_event(Offline);
    scenario.end();
    scenario.actions();
    scenario.advance(3_000.0);
    scenario.actions();
    scenario.advance(30_000.0);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn a_page_that_is_suspended_and_resumed_by_an_error_listener_still_waits() {
    let mut scenario = Scenario::open();
    scenario.advance(10_000.0);
    scenario.network_error();
    assert_eq!(scenario.source.poll(scenario.now), Some(Action::Abort));
    assert!(matches!(scenario.source.poll(scenario.now), Some(Action::FireError(_))));
    scenario.page_event(Suspended);
    scenario.page_event(Resumed);
    assert_eq!(scenario.actions(), [Action::Abort, Action::Wait(3_000)]);
    scenario.advance(3_000.0);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn a_connection_that_was_healthy_until_the_page_was_suspended_starts_the_count_of_failures_again() {
    for (open_for, next_wait) in [(2_999.0, 24_000), (3_000.0, 3_000)] {
        let mut scenario = Scenario::open();
        for _ in 0..3 {
            scenario.wait_after(Scenario::network_error);
        }
        scenario.connect();
        scenario.now += open_for;
        scenario.page_event(Suspended);
        scenario.page_event(Resumed);
        scenario.actions();
        assert_eq!(scenario.wait_after(Scenario::network_error), next_wait);
    }
}
