"""What all tests share: no skip goes unseen, and none is allowed where REPORTEDLY_NO_SKIP is set."""

import os


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"{len(skipped)} SKIPPED", sep="!")
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[-1]}")


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REPORTEDLY_NO_SKIP") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = 1
